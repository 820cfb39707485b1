extension JobGraph {
  /// Bytes that the name of a job or an operator and a uid may have: they are shown in tables, kept and sent with all that is
  /// told of a job.
  public static let nameLimit = 1024

  /// Checks what a peer sent before anybody indexes into it.
  /// - Throws: ``Failure`` of the domain `user` that names the vertex or edge which is wrong.
  public func validate() throws(Failure) {
    try validateNames()
    func refuse(_ what: String) -> Failure { Failure(.user, "job '\(name)' has an invalid graph: \(what)") }
    guard !vertices.isEmpty else {
      throw Failure(
        .user, "job '\(name)' has no operators", advice: "Define at least a source and a sink before execute.")
    }
    for (index, vertex) in vertices.enumerated() {
      guard vertex.id == index else { throw refuse("vertex \(vertex.id) stands at place \(index)") }
      guard (1...32_768).contains(vertex.parallelism) else {
        throw refuse("'\(vertex.name)' has parallelism \(vertex.parallelism), allowed are 1 to 32768")
      }
      guard (1...256).contains((vertex.slotSharingGroup ?? Self.defaultSlotSharingGroup).utf8.count) else {
        throw refuse("the slot sharing group of '\(vertex.name)' needs a name of 1 to 256 bytes")
      }
    }
    for (index, edge) in edges.enumerated() {
      guard edge.id == index else { throw refuse("edge \(edge.id) stands at place \(index)") }
      guard vertices.indices.contains(edge.source), vertices.indices.contains(edge.target), edge.source < edge.target
      else { throw refuse("edge \(edge.source) -> \(edge.target) does not lead forward between vertices") }
      if edge.shipStrategy == .forward {
        guard vertices[edge.source].parallelism == vertices[edge.target].parallelism else {
          throw refuse("forward edge \(edge.source) -> \(edge.target) between different parallelisms")
        }
      }
    }
  }

  private func validateNames() throws(Failure) {
    try Self.check(name, "the name of a job")
    for vertex in vertices {
      for description in vertex.operators {
        try Self.check(description.name, "the name of an operator")
        try Self.check(description.uid, "the uid of an operator")
      }
      // It is made of the operators' names and what stands between two of them.
      try Self.check(vertex.name, "the name of a vertex", limit: max(1, vertex.operators.count) * (Self.nameLimit + 4))
    }
  }

  private static func check(_ text: String, _ what: String, limit: Int = nameLimit) throws(Failure) {
    let count = text.utf8.count
    guard count > limit else { return }
    throw Failure(
      .user, "\(what) has \(count) bytes, allowed are \(limit): '\(text.prefix(40))…'", advice: "Choose a shorter one.")
  }
}
