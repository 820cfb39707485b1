import DreyModel

extension ObservedCluster {
  /// A client for one script, as the only member of what is to be added to a session.
  /// - Parameters:
  ///   - image: holds the script.
  ///   - parallelism: what its jobs have where they do not say; nil: what the session's have.
  ///   - isDetached: whether it ends once its jobs are submitted.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the session does not say what it was made of.
  func clientLayout(
    image: String, arguments: [String], parallelism: Int?, isDetached: Bool, id: UInt32 = .random(in: 0 ... .max)
  ) throws(Failure) -> ClusterLayout {
    guard let spec else {
      throw Failure(
        .usage, "session '\(name)' does not say what it was made of, so no client can be added",
        advice: "Make it anew: drey session stop \(name), drey session start \(name)")
    }
    var options = spec.options
    options[.jobManagerAddress] = spec.jobManagerHost
    options[.parallelismDefault] = "\(parallelism ?? spec.parallelism)"
    options[.executionAttached] = "\(!isDetached)"
    let client = Member(
      role: .client, name: "client-\(String(id, radix: 16))", image: image, purpose: "the script runs there",
      arguments: try spec.engine.runtime.arguments(
        .client, options: options, of: spec, application: ApplicationEntry(arguments: arguments)),
      volumes: spec.volumes, resources: spec.jobManagerResources, slots: 1, isToldRestToken: true)
    return ClusterLayout(
      name: spec.name, mode: SessionMode.name, spec: spec, members: [client], allowsEgress: !spec.isolated,
      joinedNetworks: spec.networks, subnetPool: spec.subnetPool)
  }
}

/// A client's container in a session, which is gone afterwards whatever happens.
struct SessionClient: Sendable {
  let connection: SessionConnection
  let layout: ClusterLayout
  let observer: any RunObserver

  private var name: String { layout.members.first?.name ?? "" }

  /// Makes it and has it followed.
  func run<R>(_ follow: (ObservedMember) async throws -> R) async throws -> R {
    let result: R
    do {
      let addition = try await connection.target.planAddition(to: connection.cluster, of: layout)
      try await addition.create {
      } doing: { [observer] in
        observer.detail(.create, $0)
      }
      guard let member = try await find() else { throw Failure(.infrastructure, "\(name) is gone") }
      result = try await follow(member)
    } catch {
      await remove()
      throw error
    }
    await remove()
    return result
  }

  private func find() async throws -> ObservedMember? {
    try await connection.target.clusters(.run(connection.cluster.run)).flatMap(\.members).first { $0.name == name }
  }

  /// Not ended by a cancellation of the calling task.
  private func remove() async {
    await Task {
      do {
        if let member = try await find() { try await connection.target.remove(member) }
      } catch {
        observer.progress(
          .remove,
          "\(name) may be left until the session is stopped: \(Failure(ofRun: error).message)")
      }
    }.value
  }
}
