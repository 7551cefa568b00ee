//! p
use tashika::crypto::CryptoProvider;
use tashika_bench::subject::Subject;
fn main() {
    let n: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let s = Subject::new(n, false);
    // make the peak of the run fall into verify
    let fill = vec![1u8; 2_000_000];
    std::hint::black_box(&fill);
    s.verify(&CryptoProvider::rustcrypto());
}
