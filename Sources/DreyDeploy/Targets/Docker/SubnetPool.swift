public import DreyModel

/// Where the clusters' private networks get their addresses from.
///
/// Docker's own default pools hold about thirty networks; this one holds as many as fit.
public struct SubnetPool: Sendable, Equatable {
  public var range: IPv4Subnet
  /// Prefix length of each subnet; 26 leaves room for 61 containers.
  public var size: Int

  /// 1024 networks of 61 containers each.
  public static let standard = SubnetPool(range: IPv4Subnet(base: 10 << 24 | 213 << 16, prefix: 16), size: 26)

  public init(range: IPv4Subnet, size: Int) {
    self.range = range
    self.size = size
  }

  /// Subnets that overlap none of `taken`, beginning at a place that depends on `seed`, so that clients that choose at
  /// the same time seldom choose the same.
  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure` where too many are taken.
  public func free(
    avoiding taken: [IPv4Subnet], seed: String, atLeast minimum: Int = 1, atMost count: Int
  ) throws(Failure) -> [IPv4Subnet] {
    let total = size >= range.prefix ? 1 << (size - range.prefix) : 0
    let relevant = taken.filter { $0.overlaps(range) }
    var start = 5381
    for byte in seed.utf8 { start = (start &* 33 ^ Int(byte)) & 0xFFFF_FFFF }
    var found: [IPv4Subnet] = []
    for step in 0..<total where found.count < count {
      let index = UInt32((start + step) % total)
      let candidate = IPv4Subnet(base: range.base + index << UInt32(32 - size), prefix: size)
      if !relevant.contains(where: { $0.overlaps(candidate) }) { found.append(candidate) }
    }
    guard found.count >= minimum else {
      let free = found.isEmpty ? "all" : "all but \(found.count)"
      throw Failure(
        .infrastructure, "\(free) of the \(total) subnets of the pool \(range) are taken, \(minimum) are needed",
        advice: "Remove networks that are no longer used: docker network ls, docker network rm NAME.")
    }
    return found
  }
}
