public import DreyModel

/// What one container may use. A limit is always set: a cluster must not be able to take its machine along.
public struct Resources: Sendable, Equatable, Codable {
  /// In bytes.
  public var memory: Int
  /// In cores; nil: as many as the container has slots for, at most those of the engine.
  public var cpus: Double?
  /// Processes and threads.
  public var pids: Int

  public init(memory: Int, cpus: Double? = nil, pids: Int = 1024) {
    self.memory = memory
    self.cpus = cpus
    self.pids = pids
  }

  /// 512 MiB.
  public static let jobManagerDefault = Resources(memory: 512 << 20)
  /// 1 GiB.
  public static let taskManagerDefault = Resources(memory: 1 << 30)
  /// The least memory a container can be given, in bytes: 64 MiB.
  public static let minimumMemory = 64 << 20

  /// Reads an amount of memory such as `512m`, `1g`, `1.5g` or a number of bytes.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  public static func memory(parsing text: String) throws(Failure) -> Int {
    let lowered = text.lowercased()
    let number = lowered.prefix { ("0"..."9").contains($0) || $0 == "." }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard let unit = units[String(lowered.dropFirst(number.count))], (1...2).contains(parts.count),
      !parts.contains(where: \.isEmpty), parts[0].drop(while: { $0 == "0" }).count <= unit.digits,
      let value = Double(number)
    else { throw Failure(.usage, "'\(text)' is not an amount of memory", advice: "Write 512m or 2g.") }
    return Int(value * unit.bytes)
  }

  /// With the digits that a number may have before its point: a petabyte is no container's.
  private static let units: [String: (bytes: Double, digits: Int)] = [
    "": (1, 15), "b": (1, 15), "k": (1024, 12), "kb": (1024, 12), "m": (0x10_0000, 9), "mb": (0x10_0000, 9),
    "g": (0x4000_0000, 6), "gb": (0x4000_0000, 6),
  ]
}
