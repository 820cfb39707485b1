/// `GET /jars`: the executables that jobs can be submitted for. Flink's word for them is jar.
public struct JarList: Sendable, Codable, Equatable {
  /// An executable in the JobManager's store.
  public struct File: Sendable, Codable, Equatable {
    /// `SHA256_NAME`: it begins with the 64 lower-case hexadecimal digits of the content's SHA-256.
    public var id: String
    public var name: String
    /// Milliseconds since 1970.
    public var uploaded: Int
    /// Always empty: an executable has one entry.
    public var entry: [Entry]

    public init(id: String, name: String, uploaded: Int) {
      self.id = id
      self.name = name
      self.uploaded = uploaded
      entry = []
    }
  }

  /// An entry point of a jar.
  public struct Entry: Sendable, Codable, Equatable {
    public var name: String
    public var description: String?
  }

  public var address: String
  public var files: [File]

  public init(address: String, files: [File]) {
    self.address = address
    self.files = files
  }
}

/// The answer to `POST /jars/upload`.
public struct JarUploadResponse: Sendable, Codable, Equatable {
  /// A path on the JobManager, whose last part is the id.
  public var filename: String
  public var status: String

  public init(filename: String) {
    self.filename = filename
    status = "success"
  }

  /// The executable's id; see ``JarList/File/id``.
  public var id: String { filename.split(separator: "/").last.map(String.init) ?? filename }
}
