//! The code on the screen, in the terminal or in a file.

use std::fmt::Write as _;
use std::path::Path;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment};

use crate::{Failure, reader};

/// Modules of white around the code in a file (ISO/IEC 18004).
const QUIET: i32 = 4;
/// Pixels of a module in a PNG file.
const PIXELS: i32 = 8;

/// The code of this text: a scheme, then digits, which need fewer modules than letters.
fn encode(uri: &str) -> Option<QrCode> {
    let start = uri.find(|own: char| own.is_ascii_digit())?;
    let (scheme, digits) = uri.split_at_checked(start)?;
    let segments = [QrSegment::make_alphanumeric(scheme), QrSegment::make_numeric(digits)];
    QrCode::encode_segments(&segments, QrCodeEcc::Low).ok()
}

/// The code for a terminal.
pub(super) fn terminal(uri: &str) -> String {
    let mut out = String::new();
    if let Some(code) = encode(uri) {
        reader::draw(&mut out, &code);
    }
    out
}

/// Writes the code to a file, PNG or SVG by its name.
pub(super) fn write(path: &Path, uri: &str) -> Result<(), Failure> {
    let name = path.display().to_string();
    let code = encode(uri).ok_or_else(|| Failure::input(&name, "the code is too long"))?;
    let extension = path.extension().and_then(|own| own.to_str()).map(str::to_ascii_lowercase);
    let bytes = match extension.as_deref() {
        Some("png") => png(&code).map_err(|error| Failure::input(&name, error))?,
        Some("svg") => svg(&code).into_bytes(),
        _ => {
            return Err(Failure::Usage(format!("--code \"{name}\" ends neither in .png nor .svg")));
        }
    };
    std::fs::write(path, bytes).map_err(|error| Failure::input(&name, error))
}

fn png(code: &QrCode) -> Result<Vec<u8>, png::EncodingError> {
    let side = (code.size() + 2 * QUIET) * PIXELS;
    let dark = |at: i32| at / PIXELS - QUIET;
    let pixels: Vec<u8> = (0..side)
        .flat_map(|y| (0..side).map(move |x| (x, y)))
        .map(|(x, y)| if code.get_module(dark(x), dark(y)) { 0 } else { 255 })
        .collect();
    let side = side.unsigned_abs();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(bytes)
}

fn svg(code: &QrCode) -> String {
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{},{}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\
         <path d=\"{path}\"/></svg>\n"
    )
}
