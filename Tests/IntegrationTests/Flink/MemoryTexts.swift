/// Values for Flink's options as people might write them, right and wrong.
extension SeededNumbers {
  mutating func sizeText(_ bytes: Int) -> String {
    if chance(1) { return pick(Self.invalidSizes) }
    var forms = ["\(bytes)", "\(bytes)b", " \(bytes) bytes ", "\(bytes) B"]
    for (shift, units) in [
      (10, ["k", "KB", " kibibytes"]), (20, ["m", "mb", " MebiBytes", "M"]), (30, ["g", " gb"]),
    ]
    where bytes > 0 && bytes % (1 << shift) == 0 {
      forms += units.map { "\(bytes >> shift)\($0)" }
    }
    return pick(forms)
  }

  /// An amount of the order of what such processes have, often with a meaning in Flink's model or next to one.
  mutating func size() -> Int {
    switch Int.random(in: 0..<100, using: &self) {
    case 0..<2: pick([.max, .max - 1, 1 << 62, 8_388_607 << 40])
    case 2..<8: pick([0, 1, 2])
    case 8..<60: (pick([32, 64, 128, 192, 256, 512, 1024, 1600, 1728, 4096]) << 20) + pick([-1, 0, 0, 0, 1])
    default: Int.random(in: 0..<(1 << pick([20, 28, 30, 32, 40])), using: &self)
    }
  }

  mutating func fractionText() -> String {
    switch Int.random(in: 0..<100, using: &self) {
    case 0..<3: pick(["1", "1.0", "-0.1", "NaN", "Infinity", "abc", "", "0,5", "0x1", "1e10", "0.1.2", "nan", "inf"])
    case 3..<30:
      pick(["0", "-0.0", ".5", "5.e-1", " 0.3 ", "0.5f", "0.25d", "0x1p-2", "1e-3", "1e-46", "0.99999994", "+.1"])
    case 30..<70: pick(["0.1", "0.2", "0.4", "0.5", "0.9", "0.01", "0.999"])
    default: "\(Double.random(in: 0..<0.6, using: &self))"
    }
  }

  mutating func slotsText() -> String {
    chance(90) ? "\(Int.random(in: 1...64, using: &self))" : pick(["0", "-1", "+2", " 2", "2147483648", "x", "1.0"])
  }

  mutating func coresText() -> String {
    chance(80)
      ? pick(["1", "0.5", "2.0", "16", "\(Double.random(in: 0..<1e9, using: &self))", "1e-4", "0.00123", "1e7"])
      : pick(["0", "-1", "1e-9", "0.000123456789", "12345678.9", "1e300", "NaN", "Infinity", "x", "1.5f", "1e21"])
  }

  private static let invalidSizes = [
    "", " ", "m", "-1m", "1.5g", "10 q", "1 0m", "99999999999999999999", "9223372036854775807k", "0x10", "1_000", "1e3",
    "8388608t", "10 mbs", "+1m", "1m m",
  ]
}
