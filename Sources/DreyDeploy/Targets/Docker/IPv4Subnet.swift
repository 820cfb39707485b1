/// An IPv4 network in CIDR notation.
public struct IPv4Subnet: Sendable, Hashable, CustomStringConvertible {
  /// The first address, as a number.
  public let base: UInt32
  /// The length of the prefix in bits, 0 to 32.
  public let prefix: Int

  public init(base: UInt32, prefix: Int) {
    self.prefix = min(32, max(0, prefix))
    self.base = base & Self.mask(self.prefix)
  }

  /// Reads `10.1.2.0/24`, or an address without prefix as `/32`.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let octets = (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard octets.count == 4, !octets.contains(nil), parts.count <= 2 else { return nil }
    guard let prefix = parts.count == 2 ? Int(parts[1]) : 32, (0...32).contains(prefix) else { return nil }
    self.init(base: octets.reduce(0) { $0 << 8 | UInt32($1 ?? 0) }, prefix: prefix)
  }

  /// Whether the two have an address in common.
  public func overlaps(_ other: IPv4Subnet) -> Bool {
    let mask = Self.mask(min(prefix, other.prefix))
    return base & mask == other.base & mask
  }

  public var description: String {
    stride(from: 24, through: 0, by: -8).map { "\(base >> UInt32($0) & 255)" }.joined(separator: ".") + "/\(prefix)"
  }

  private static func mask(_ prefix: Int) -> UInt32 { prefix == 0 ? 0 : ~UInt32(0) << UInt32(32 - prefix) }
}
