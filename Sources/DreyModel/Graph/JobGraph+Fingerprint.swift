extension JobGraph {
  /// 16 hexadecimal digits that two graphs share if they compute the same: uids, kinds, types, parallelism, groups and edges.
  ///
  /// Names are no part of what a job computes: they are for people, and may tell the time.
  /// FNV-1a, 64 bits (Fowler, Noll, Vo). It guards against a worker that rebuilt another graph, not against malice.
  public var fingerprint: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ text: String) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    if let maxParallelism, isMaxParallelismDerived != true { mix("\(maxParallelism)") }
    for vertex in vertices {
      mix("\(vertex.id) \(vertex.parallelism)")
      if let group = vertex.slotSharingGroup { mix(group) }
      for each in vertex.operators {
        mix("\(each.id) \(each.uid) \(each.outputType)\(each.kind.map { " \($0)" } ?? "")")
      }
    }
    for edge in edges { mix("\(edge.id) \(edge.source) \(edge.target) \(edge.shipStrategy.rawValue)") }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
