import DockerEngine
import DreyModel

/// The images of clusters of Apache Flink, found or made on an engine.
///
/// A base with Flink and Java, the member image (the base and drey's agent `drey-flink`), and an application's image (the
/// member image and one JAR, or script).
struct FlinkImages: Sendable {
  let store: ImageStore
  let runtime: RuntimeFiles

  /// The image of a cluster's members, made unless the engine has it.
  /// - Parameters:
  ///   - version: of Flink; nil: that of `image`, or ``FlinkVersion/standard``.
  ///   - image: the base; nil: `drey/flink:VERSION` of the engine, else `flink:VERSION`, which is pulled if need be.
  /// - Throws: ``DreyModel/Failure`` that says where was looked, or what does not fit.
  func memberImage(version: String? = nil, image: String? = nil) async throws -> FlinkMemberImage {
    if let version { try FlinkVersion.check(version) }
    let base: FlinkBase
    if let image {
      base = try await FlinkBase(image, store.findOrPull(image, advice: "Give an image that the engine has."))
    } else {
      base = try await self.base(version: version ?? FlinkVersion.standard)
    }
    let flinkVersion = try base.check(version: version ?? (image == nil ? FlinkVersion.standard : nil))
    try base.check(architecture: try await DockerTarget(engine: store.engine, environment: [:]).architecture())
    let reference = try await store.ensure(try member(of: base))
    return FlinkMemberImage(reference: reference, flinkVersion: flinkVersion, javaRelease: base.facts.javaRelease)
  }

  /// The image of an application cluster's JobManager, or of the client that runs a script, made unless the engine has it.
  /// - Parameter path: of the application's JAR, or the script, on this machine.
  func applicationImage(of path: String, on member: FlinkMemberImage) async throws -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard [".jar", ".sql", ".py"].contains(where: name.hasSuffix) else {
      throw Failure(.usage, "\(path): its name does not end with .jar, .sql or .py in small letters")
    }
    guard let details = try await store.find(member.reference) else {
      // Without the member image's id the application image has no hash yet.
      if store.isDryRun { return store.missing.note("drey/application (\(name) on \(member.reference))") }
      throw Failure(.infrastructure, "image \(member.reference) was removed while it was used", advice: "Run it again.")
    }
    return try await store.ensure(
      ImageDefinition(
        repository: "drey/application", dockerfilePath: try runtime.dockerfile(of: "flink-application"),
        arguments: ["MEMBER": details.id], labels: [Label.application: name],
        files: [.init(name: "usrlib/\(name)", path: path, mode: 0o444)]))
  }

  /// The base is meant by its id, so that the hash changes when another image gets its name.
  func member(of base: FlinkBase) throws(Failure) -> ImageDefinition {
    ImageDefinition(
      repository: "drey/flink-member", dockerfilePath: try runtime.dockerfile(of: "flink-member"),
      arguments: ["FLINK": base.details.id],
      files: ["drey-flink", "share-classes"].map {
        .init(name: $0, path: "\(runtime.folder)/flink-member/\($0)", mode: 0o555)
      })
  }

  private func base(version: String) async throws -> FlinkBase {
    let (own, official) = (FlinkBaseImage.reference(version: version), "flink:\(version)")
    for reference in [own, official] {
      if let found = try await store.find(reference) { return FlinkBase(reference, found) }
    }
    do { return FlinkBase(official, try await store.findOrPull(official, advice: "")) } catch let error as Failure {
      throw Failure(
        .infrastructure,
        "there is no image with Apache Flink \(version): the engine has no \(own), and \(error.message)",
        advice: "Build one with: drey image build flink --flink-version \(version)")
    }
  }
}
