import { expect } from 'chai';
import { otherLayout } from '../../../models/persian/keyboard-slip.js';

describe('a keyboard left in the other layout', () => {
  it('gives the Persian word for Latin keys', () => {
    expect(otherLayout('shvh')).to.equal('سارا');
    expect(otherLayout('lpln')).to.equal('محمد');
    expect(otherLayout(';vdld')).to.equal('کریمی');
    expect(otherLayout('hpln vqhdd')).to.equal('احمد رضایی');
    expect(otherLayout('\\vdk')).to.equal('پرین');
  });

  it('gives the Latin word for Persian keys', () => {
    expect(otherLayout('سارا')).to.equal('shvh');
    expect(otherLayout('سشقش')).to.equal('sara');
  });

  it('says nothing about digits, both scripts or nothing', () => {
    expect(otherLayout('۰۹۱۲')).to.equal(null);
    expect(otherLayout('0912')).to.equal(null);
    expect(otherLayout('sara سارا')).to.equal(null);
    expect(otherLayout('')).to.equal(null);
  });
});
