/// What an engine says of itself in the headers of its answer to a ping.
public struct EnginePing: Sendable, Equatable {
  /// The newest API version the engine speaks.
  public var apiVersion: APIVersion?
  /// The operating system of containers, such as `linux`.
  public var osType: String?
  /// The engine's name and version, such as `Docker/28.5.2 (linux)` or `Libpod/4.3.1`.
  public var server: String?
  /// Whether the engine is Podman, whose answers differ from Docker's in places.
  public var isPodman: Bool

  init(headers: [String: String]) {
    apiVersion = headers["api-version"].flatMap { APIVersion($0) }
    osType = headers["ostype"]
    server = headers["server"]
    isPodman = headers["libpod-api-version"] != nil
  }
}

/// The versions of an engine.
public struct EngineVersion: Sendable, Equatable, Decodable {
  /// The engine's own version, such as `28.5.2`.
  public var version: String
  /// The newest API version it speaks.
  public var apiVersion: APIVersion?
  /// The oldest API version it speaks.
  public var minimumAPIVersion: APIVersion?
  /// The operating system, such as `linux`.
  public var operatingSystem: String?
  /// The architecture as Go calls it, such as `amd64`.
  public var architecture: String?
  /// The kernel's version.
  public var kernelVersion: String?

  enum CodingKeys: String, CodingKey {
    case version = "Version"
    case apiVersion = "ApiVersion"
    case minimumAPIVersion = "MinAPIVersion"
    case operatingSystem = "Os"
    case architecture = "Arch"
    case kernelVersion = "KernelVersion"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    version = try container.decode(.version, or: "")
    apiVersion = try container.decodeIfPresent(String.self, forKey: .apiVersion).flatMap { APIVersion($0) }
    minimumAPIVersion = try container.decodeIfPresent(String.self, forKey: .minimumAPIVersion).flatMap {
      APIVersion($0)
    }
    operatingSystem = try container.decodeIfPresent(String.self, forKey: .operatingSystem)
    architecture = try container.decodeIfPresent(String.self, forKey: .architecture)
    kernelVersion = try container.decodeIfPresent(String.self, forKey: .kernelVersion)
  }
}

/// Facts about an engine and its machine.
public struct EngineInfo: Sendable, Equatable, Decodable {
  /// The machine's name.
  public var name: String
  /// The engine's version.
  public var serverVersion: String
  /// The operating system in words, such as `Debian GNU/Linux 12 (bookworm)`.
  public var operatingSystem: String
  /// The architecture as the kernel calls it, such as `x86_64`.
  public var architecture: String
  /// How many processors containers can use.
  public var cpus: Int
  /// The machine's memory in bytes.
  public var memory: Int
  /// Where the engine keeps its data.
  public var rootFolder: String
  /// The storage driver, such as `overlay2`.
  public var storageDriver: String
  /// The log driver of containers that name none.
  public var logDriver: String
  /// `1` or `2`.
  public var cgroupVersion: String?
  /// Security features, such as `name=seccomp,profile=default`.
  public var securityOptions: [String]
  /// What does not work fully on the machine.
  public var warnings: [String]

  enum CodingKeys: String, CodingKey {
    case name = "Name"
    case serverVersion = "ServerVersion"
    case operatingSystem = "OperatingSystem"
    case architecture = "Architecture"
    case cpus = "NCPU"
    case memory = "MemTotal"
    case rootFolder = "DockerRootDir"
    case storageDriver = "Driver"
    case logDriver = "LoggingDriver"
    case cgroupVersion = "CgroupVersion"
    case securityOptions = "SecurityOptions"
    case warnings = "Warnings"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(.name, or: "")
    serverVersion = try container.decode(.serverVersion, or: "")
    operatingSystem = try container.decode(.operatingSystem, or: "")
    architecture = try container.decode(.architecture, or: "")
    cpus = try container.decode(.cpus, or: 0)
    memory = try container.decode(.memory, or: 0)
    rootFolder = try container.decode(.rootFolder, or: "")
    storageDriver = try container.decode(.storageDriver, or: "")
    logDriver = try container.decode(.logDriver, or: "")
    cgroupVersion = try container.decodeIfPresent(String.self, forKey: .cgroupVersion)
    securityOptions = try container.decode(.securityOptions, or: [])
    warnings = try container.decode(.warnings, or: [])
  }
}
