import DockerEngine
import DreyModel

/// The image `drey/flink:VERSION`: Apache Flink on a Java runtime, made from a Debian image and Flink's own files.
public struct FlinkBaseImage: Sendable {
  /// A Debian image as everybody's registry has it.
  public static let standardBase = "debian:bookworm-slim"
  /// Java's release where nobody says: the newest that both Flink 1.20 and 2.x run on.
  public static let standardJava = 17

  static let repository = "drey/flink"

  /// nil: that of `files`, or ``FlinkVersion/standard``.
  public var version: String?
  /// nil: ``standardBase``.
  public var base: String?
  public var javaRelease: Int
  /// Flink's files; nil: the package index.
  public var files: String?

  public init(
    version: String? = nil, base: String? = nil, javaRelease: Int = standardJava, files: String? = nil
  ) {
    self.version = version
    self.base = base
    self.javaRelease = javaRelease
    self.files = files
  }

  /// The reference that stays the same when the image changes.
  static func reference(version: String) -> String { "\(repository):\(version)" }

  /// Builds it unless the engine has it, and gives it its version as a tag. If neither base nor files are given, an image
  /// of the version is taken as it is, so that nothing has to be pulled or fetched.
  /// - Returns: its references: by version, and by content.
  /// - Throws: ``DreyModel/Failure``; what can be wrong with the files or the base is found before anything is built.
  func build(in runtime: RuntimeFiles, store: ImageStore, cache: FlinkCache) async throws -> [String] {
    if let version { try FlinkVersion.check(version) }
    let wanted = Self.reference(version: version ?? FlinkVersion.standard)
    if base == nil, files == nil, javaRelease == Self.standardJava, try await store.find(wanted) != nil {
      store.observer.progress(.images, "\(wanted) is there")
      return [wanted]
    }
    let source = try FlinkSource(files)
    let base = try await store.findOrPull(base ?? Self.standardBase, advice: Self.baseAdvice)
    let distribution = try await source.distribution(version: version, cache: cache, observer: store.observer)
    let built = try await store.ensure(try definition(of: distribution, on: base, in: runtime))
    try await store.engine.images.tag(built, repository: Self.repository, tag: distribution.version)
    return [Self.reference(version: distribution.version), built]
  }

  /// The base is meant by its id, so that the hash changes when another image gets its name.
  func definition(
    of distribution: FlinkDistribution, on base: ImageDetails, in runtime: RuntimeFiles
  ) throws(Failure) -> ImageDefinition {
    ImageDefinition(
      repository: Self.repository, dockerfilePath: try runtime.dockerfile(of: "flink"),
      arguments: ["BASE": base.id, "JAVA": "\(javaRelease)", "FLINK_VERSION": distribution.version],
      labels: ["org.opencontainers.image.base.name": self.base ?? Self.standardBase],
      files: distribution.files(under: "flink"))
  }

  private static let baseAdvice =
    "Give an image that the engine has with --base. Where no registry can be reached, make one of Debian's packages: "
    + "mmdebstrap --variant=minbase --include=openjdk-17-jre-headless,ca-certificates bookworm - | "
    + "docker import - my-debian-java:17"
}
