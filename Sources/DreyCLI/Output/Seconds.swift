/// Seconds as they are printed.
enum Seconds {
  /// With two decimals, which `String(format:)` would need all of Foundation for.
  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }
}
