import DreyModel

/// The sum of what was captured: 64 bits, and the first few values as they are shown.
struct CaptureDigest {
  /// FNV-1a (Fowler, Noll, Vo).
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private var leafCount = 0
  private var shown: [String] = []
  /// The property that is gone through.
  private var label = ""

  private static let shownLimit = 12

  /// The digits to be compared, and what can be shown; nil: nothing was captured.
  var captured: CapturedValues? {
    guard leafCount > 0 else { return nil }
    let digits = String(hash, radix: 16)
    return CapturedValues(
      digest: String(repeating: "0", count: 16 - digits.count) + digits, shown: shown)
  }

  /// Well mixed, so that sums of several say something.
  var mixed: UInt64 {
    var mixed = hash
    mixed = (mixed ^ (mixed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return mixed ^ (mixed >> 33)
  }

  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  mutating func add(_ number: UInt64) {
    leafCount += 1
    withUnsafeBytes(of: number) { add($0) }
  }

  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ 0xFF) &* 0x100_0000_01B3
  }

  mutating func addLeaf(_ type: String, _ text: String) {
    leafCount += 1
    add(type)
    addLong(text)
    guard shown.count < Self.shownLimit else { return }
    let name = label.isEmpty ? type : "\(label): \(type)"
    shown.append("\(name) \(CapturedValues.short(text))")
  }

  /// Of long text the beginning, the end, and its length.
  private mutating func addLong(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      guard bytes.count > 8192 else { return add(bytes) }
      addSampled(bytes)
    }
  }

  private mutating func addSampled(_ bytes: UnsafeRawBufferPointer) {
    add("\(bytes.count)")
    add(UnsafeRawBufferPointer(rebasing: bytes.prefix(4096)))
    add(UnsafeRawBufferPointer(rebasing: bytes.suffix(4096)))
    let step = bytes.count / 1024
    for index in 0..<1024 { hash = (hash ^ UInt64(bytes[index * step])) &* 0x100_0000_01B3 }
  }

  mutating func addBytes(_ type: String, _ bytes: UnsafeRawBufferPointer) {
    leafCount += 1
    add(type)
    if bytes.count > 8192 { addSampled(bytes) } else { add(bytes) }
    guard shown.count < Self.shownLimit else { return }
    let digits = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
    shown.append("\(type) of \(bytes.count) bytes, \(digits)…")
  }

  mutating func addCase(_ name: String, isLeaf: Bool) {
    if isLeaf { addLeaf("case", name) } else { add(name) }
  }

  /// - Returns: what to give to ``leave(_:)``.
  mutating func enter(_ label: String) -> String {
    defer { self.label = label }
    return self.label
  }

  mutating func leave(_ outer: String) { label = outer }
}
