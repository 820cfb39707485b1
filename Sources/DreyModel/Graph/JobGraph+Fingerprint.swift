extension JobGraph {
  /// 16 hexadecimal digits that two graphs share when they are the same: names, types, parallelism, groups and edges.
  ///
  /// FNV-1a, 64 bits (Fowler, Noll, Vo). It guards against a worker that rebuilt another graph, not against malice.
  public var fingerprint: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ text: String) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    mix(name)
    if let maxParallelism, isMaxParallelismDerived != true { mix("\(maxParallelism)") }
    for vertex in vertices {
      mix("\(vertex.id) \(vertex.parallelism) \(vertex.name)")
      if let group = vertex.slotSharingGroup { mix(group) }
      for each in vertex.operators { mix("\(each.id) \(each.uid) \(each.name) \(each.outputType)") }
    }
    for edge in edges { mix("\(edge.id) \(edge.source) \(edge.target) \(edge.shipStrategy.rawValue)") }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
