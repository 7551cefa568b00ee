//! A portrait, painted by rule: a face before a gradient, with grain like a camera's.

use jpeg_encoder::{ColorType, Encoder};

use crate::random;

const WIDTH: u16 = 360;
const HEIGHT: u16 = 480;

/// A JPEG of realistic size: 20 to 60 kB.
pub fn jpeg() -> Vec<u8> {
    with_quality(78)
}

/// The same as large as issuers make them: 60 kB.
pub fn large() -> Vec<u8> {
    with_quality(94)
}

fn with_quality(quality: u8) -> Vec<u8> {
    let grain = random::bytes("grain", usize::from(WIDTH) * usize::from(HEIGHT));
    let mut pixels = Vec::with_capacity(grain.len() * 3);
    for (index, noise) in grain.iter().enumerate() {
        let x = (index % usize::from(WIDTH)) as i32 - i32::from(WIDTH) / 2;
        let y = (index / usize::from(WIDTH)) as i32 - i32::from(HEIGHT) / 2;
        let noise = i32::from(*noise) / 16 - 8;
        pixels.extend(colour(x, y).map(|own| (own + noise).clamp(0, 255) as u8));
    }
    let mut out = Vec::new();
    Encoder::new(&mut out, quality)
        .encode(&pixels, WIDTH, HEIGHT, ColorType::Rgb)
        .expect("the picture is as large as it says");
    out
}

/// The colour at a point, counted from the middle of the picture.
fn colour(x: i32, y: i32) -> [i32; 3] {
    let within = |cx: i32, cy: i32, rx: i32, ry: i32| {
        let (dx, dy) = ((x - cx) * 1000 / rx, (y - cy) * 1000 / ry);
        dx * dx + dy * dy < 1_000_000
    };
    if within(-38, -38, 11, 7) || within(38, -38, 11, 7) {
        return [48, 36, 30];
    }
    if within(0, 58, 34, 12) && y > 58 {
        return [176, 76, 78];
    }
    if within(0, 12, 10, 24) {
        return [222, 176, 148];
    }
    let shade = x / 8;
    if within(0, -10, 88, 118) && !within(0, -120, 110, 62) {
        return [236 - shade, 194 - shade, 166 - shade];
    }
    if within(0, -40, 106, 124) {
        return [44 - shade / 2, 34 - shade / 2, 30];
    }
    if within(0, 250, 170, 130) {
        return [52 - shade, 74 - shade, 116 - shade];
    }
    [206 + y / 12, 218 + y / 14, 228 + y / 16]
}
