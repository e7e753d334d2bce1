import { expect } from 'chai';
import { EnvironmentError, readEnvironment } from '../../server/env.js';
import { TEST_FOLDER, TEST_SECRET } from '../support/database.js';

const base = { DATA_DIR: TEST_FOLDER, SESSION_SECRET: TEST_SECRET };

describe('the environment', () => {
  it('needs nothing and keeps the secret it makes', () => {
    const first = readEnvironment({ DATA_DIR: `${TEST_FOLDER}/secret` });
    expect(first.SESSION_SECRET).to.have.length.at.least(32);
    expect(readEnvironment({ DATA_DIR: `${TEST_FOLDER}/secret` }).SESSION_SECRET).to.equal(first.SESSION_SECRET);
    expect(first.BASE_URL).to.equal('http://127.0.0.1:3000');
  });

  it('names every mistake at once', () => {
    const wrong = {
      ...base,
      PORT: '70000',
      SMS_GATEWAY: 'pigeon',
      KAVENEGAR_BASE_URL: 'http://api.example/v1',
      LOG_LEVEL: 'loud',
      BASE_URL: 'club',
    };
    try {
      readEnvironment(wrong);
      expect.fail('accepted');
    } catch (error) {
      expect(error).to.be.instanceOf(EnvironmentError);
      for (const name of ['PORT', 'SMS_GATEWAY', 'KAVENEGAR_BASE_URL', 'LOG_LEVEL', 'BASE_URL'])
        expect((error as Error).message).to.contain(name);
    }
  });

  it('wants a key before it sends through Kavenegar, and takes plain http only on this machine', () => {
    expect(() => readEnvironment({ ...base, SMS_GATEWAY: 'kavenegar' })).to.throw(EnvironmentError, 'KAVENEGAR_API_KEY');
    const local = {
      ...base,
      SMS_GATEWAY: 'kavenegar',
      KAVENEGAR_API_KEY: 'a-key-of-tests',
      KAVENEGAR_BASE_URL: 'http://127.0.0.1:4999/v1',
    };
    expect(readEnvironment(local).SMS_GATEWAY).to.equal('kavenegar');
    expect(() => readEnvironment({ ...local, KAVENEGAR_BASE_URL: 'http://127.0.0.1.evil.example/v1' })).to.throw(EnvironmentError);
  });

  it('treats an empty variable as absent', () => {
    expect(readEnvironment({ ...base, PORT: '', DATABASE_URL: '' }).PORT).to.equal(3000);
  });
});
