import DreyModel

/// A share of memory: a fraction that is kept between a least and a most.
struct MemoryRange {
  let fraction: Double
  let minimum: MemoryComponent
  let maximum: MemoryComponent
  let fractionName: String
}

extension MemorySettings {
  /// The range of the JVM's overhead.
  func overheadRange() throws(Failure) -> MemoryRange {
    try range(.overhead, .overheadMin, .overheadMax, .overheadFraction)
  }

  /// The range of network memory.
  func networkRange() throws(Failure) -> MemoryRange {
    try range(.network, .networkMin, .networkMax, .networkFraction)
  }

  private func range(
    _ part: MemoryPart, _ min: MemoryKey, _ max: MemoryKey, _ fraction: MemoryKey
  ) throws(Failure) -> MemoryRange {
    let minimum = try size(min, part)
    let maximum = try size(max, part)
    guard minimum.bytes <= maximum.bytes else {
      throw refusal(
        "\(name(min)) is \(FlinkMemorySize.text(minimum.bytes)), more than \(name(max)), "
          + FlinkMemorySize.text(maximum.bytes), advice: "Set \(name(max)) to at least \(name(min)).")
    }
    return MemoryRange(
      fraction: try self.fraction(fraction), minimum: minimum, maximum: maximum, fractionName: name(fraction))
  }

  /// The share of `base`, within the range.
  func share(_ part: MemoryPart, of base: Int, _ range: MemoryRange) throws(Failure) -> MemoryComponent {
    try within(range, part, bytes: product(base, range.fraction, range.fractionName))
  }

  /// The share of a whole of which `rest` is what the share leaves, within the range.
  func share(_ part: MemoryPart, beside rest: Int, _ range: MemoryRange) throws(Failure) -> MemoryComponent {
    let factor = range.fraction / (1 - range.fraction)
    return try within(range, part, bytes: product(rest, factor, range.fractionName))
  }

  /// Managed memory by its fraction, which has neither a least nor a most.
  func managedShare(of base: Int) throws(Failure) -> MemoryComponent {
    let name = name(.managedFraction)
    let bytes = try product(base, try fraction(.managedFraction), name)
    return MemoryComponent(part: .managed, bytes: bytes, origin: .fraction(key: name))
  }

  /// Refuses what is left for a part where it is outside of the part's range.
  func check(_ rest: MemoryComponent, in range: MemoryRange, _ min: MemoryKey, _ max: MemoryKey) throws(Failure) {
    guard rest.bytes < range.minimum.bytes || rest.bytes > range.maximum.bytes else { return }
    let bound = rest.bytes < range.minimum.bytes ? (min, "at least", range.minimum) : (max, "at most", range.maximum)
    throw refusal(
      "\(FlinkMemorySize.text(rest.bytes)) is left for \(rest.name) (\(rest.origin)), but \(name(bound.0)) asks for \(bound.1) "
        + FlinkMemorySize.text(bound.2.bytes),
      advice: "Change \(name(bound.0)), or leave out one of the sizes that are configured.")
  }

  private func product(_ base: Int, _ factor: Double, _ name: String) throws(Failure) -> Int {
    guard let bytes = JavaNumber.product(base, factor) else {
      throw refusal("\(name) gives more than 64 bits can count", advice: nil)
    }
    return bytes
  }

  private func within(_ range: MemoryRange, _ part: MemoryPart, bytes: Int) -> MemoryComponent {
    if bytes > range.maximum.bytes {
      return MemoryComponent(
        part: part, bytes: range.maximum.bytes, origin: .maximum(key: range.maximum.origin.key ?? ""))
    }
    if bytes < range.minimum.bytes {
      return MemoryComponent(
        part: part, bytes: range.minimum.bytes, origin: .minimum(key: range.minimum.origin.key ?? ""))
    }
    return MemoryComponent(part: part, bytes: bytes, origin: .fraction(key: range.fractionName))
  }
}
