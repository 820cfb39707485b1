/// Something mounted into a container.
public struct Mount: Sendable, Equatable, Encodable {
  /// What is mounted.
  public enum Kind: Sendable, Equatable {
    /// A file or folder of the host, which has to exist.
    case bind(source: String)
    /// A volume by name, created if there is none; `nil` makes an anonymous one. `copiesImageContent`: whether an empty
    /// volume is filled with what the image has at the target.
    case volume(name: String?, copiesImageContent: Bool = true, labels: [String: String] = [:])
    /// A folder in memory; `size` in bytes, `mode` such as `0o1777`, `nil` means the engine's defaults.
    case tmpfs(size: Int? = nil, mode: Int? = nil)
  }

  public var kind: Kind
  /// The path inside the container.
  public var target: String
  public var isReadOnly: Bool

  public init(_ kind: Kind, at target: String, isReadOnly: Bool = false) {
    self.kind = kind
    self.target = target
    self.isReadOnly = isReadOnly
  }

  private enum CodingKeys: String, CodingKey {
    case type = "Type"
    case source = "Source"
    case target = "Target"
    case isReadOnly = "ReadOnly"
    case volumeOptions = "VolumeOptions"
    case tmpfsOptions = "TmpfsOptions"
  }

  private struct VolumeOptions: Encodable {
    var noCopy: Bool
    var labels: [String: String]

    enum CodingKeys: String, CodingKey {
      case noCopy = "NoCopy"
      case labels = "Labels"
    }
  }

  private struct TmpfsOptions: Encodable {
    var sizeBytes: Int?
    var mode: Int?

    enum CodingKeys: String, CodingKey {
      case sizeBytes = "SizeBytes"
      case mode = "Mode"
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(target, forKey: .target)
    try container.encode(isReadOnly, forKey: .isReadOnly)
    switch kind {
    case .bind(let source):
      try container.encode("bind", forKey: .type)
      try container.encode(source, forKey: .source)
    case .volume(let name, let copies, let labels):
      try container.encode("volume", forKey: .type)
      try container.encodeIfPresent(name, forKey: .source)
      try container.encode(VolumeOptions(noCopy: !copies, labels: labels), forKey: .volumeOptions)
    case .tmpfs(let size, let mode):
      try container.encode("tmpfs", forKey: .type)
      try container.encode(TmpfsOptions(sizeBytes: size, mode: mode), forKey: .tmpfsOptions)
    }
  }
}
