declare module 'kavenegar' {
  type Callback = (entries: readonly Record<string, unknown>[], status: number, message: string) => void;
  type Params = Record<string, string | number>;
  type Method = (params: Params, callback: Callback) => void;

  interface Api {
    request(scope: string, method: string, params: Params, callback: Callback): void;
    Send: Method;
    Status: Method;
    StatusLocalMessageid: Method;
    Receive: Method;
    AccountInfo: Method;
  }
  export function KavenegarApi(options: { apikey: string }): Api;
}
