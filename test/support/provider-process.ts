import { KavenegarStub } from './kavenegar-stub.js';

/** The stub provider in a process of its own, so that a bench measures the sender alone; prints its address and runs until it is killed. */
const stub = await KavenegarStub.open();
stub.keepCalls = false;
process.stdout.write(`${stub.baseUrl}\n`);
