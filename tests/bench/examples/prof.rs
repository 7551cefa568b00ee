//! p
use tashika::crypto::CryptoProvider;
use tashika_bench::heap::Counting;
use tashika_bench::subject::Subject;
#[global_allocator]
static HEAP: Counting = Counting::new();
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: usize = args[1].parse().unwrap();
    let rounds: usize = args[2].parse().unwrap();
    let s = Subject::new(n, false);
    let p =
        if args.get(3).is_some() { CryptoProvider::rustcrypto() } else { CryptoProvider::aws_lc() };
    let heap = HEAP.peak_of(|| s.verify(&p));
    let t = std::time::Instant::now();
    for _ in 0..rounds {
        s.verify(&p);
    }
    let full = t.elapsed();
    let f = s.floor();
    let t = std::time::Instant::now();
    for _ in 0..rounds {
        f.run(&p);
    }
    let fl = t.elapsed();
    println!(
        "n {n} heap {heap} {:.2} verify {:?} floor {:?} ratio {:.2}",
        heap as f64 / s.response.len() as f64,
        full / rounds as u32,
        fl / rounds as u32,
        full.as_secs_f64() / fl.as_secs_f64()
    );
}
