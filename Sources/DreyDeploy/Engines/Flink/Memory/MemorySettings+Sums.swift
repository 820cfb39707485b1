import DreyModel

extension MemorySettings {
  /// The bytes of several parts together.
  /// - Throws: where that is more than 64 bits can count.
  func sum(_ components: [MemoryComponent]) throws(Failure) -> Int {
    var total = 0
    for component in components {
      let (sum, overflow) = total.addingReportingOverflow(component.bytes)
      guard !overflow else { throw refusal("the sizes together are more than 64 bits can count", advice: nil) }
      total = sum
    }
    return total
  }

  /// What `parts` leave of `total`, as the size of `part`.
  /// - Throws: where they are more than that. The message shows the sum.
  func rest(
    _ part: MemoryPart, of total: MemoryComponent, after parts: [MemoryComponent]
  ) throws(Failure) -> MemoryComponent {
    let needed = try sum(parts)
    guard needed <= total.bytes else {
      throw refusal(
        "\(total.name) is \(FlinkMemorySize.text(total.bytes)) (\(total.origin)), but "
          + "\(parts.map(\.text).joined(separator: " + ")) is \(FlinkMemorySize.text(needed))",
        advice: advice(toShrink: parts))
    }
    let origin = "\(total.text) - " + parts.map(\.text).joined(separator: " - ")
    return MemoryComponent(part: part, bytes: total.bytes - needed, origin: .rest(origin))
  }

  /// The keys of the parts that are the user's own choice, of all where none is.
  private func advice(toShrink parts: [MemoryComponent]) -> String {
    let chosen = parts.filter { if case .configured = $0.origin { true } else { false } }
    let keys = (chosen.isEmpty ? parts : chosen).compactMap(\.origin.key)
    return "Make \(keys.joined(separator: " or ")) smaller, or the total larger."
  }
}
