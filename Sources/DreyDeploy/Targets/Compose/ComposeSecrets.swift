import DockerEngine
import DreyModel

/// The service of a Compose file that makes the cluster's secrets before anything else starts.
struct ComposeSecrets {
  static let name = "make-secrets"
  /// What Linux allows for one variable, with some room.
  private static let longestJob = 120 << 10

  private(set) var items: [ContainerContract.SecretItem] = []
  /// The one whose image and volumes it has.
  private var model: ComposeService?
  private var job: String?

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where a file is none that the service can make.
  mutating func add(_ file: MemberFile) throws(Failure) {
    guard file.path == ContainerContract.Path.jobGraph else {
      throw Failure(.usage, "a Compose file cannot carry \(file.path)")
    }
    guard file.content.count <= Self.longestJob else {
      throw Failure(
        .usage, "the job's graph has \(file.content.count) bytes, a Compose file can carry \(Self.longestJob)",
        advice: "Use --mode application, whose main() runs in the cluster.")
    }
    job = String(decoding: file.content, as: UTF8.self)
  }

  mutating func add(_ item: ContainerContract.SecretItem, of service: ComposeService) {
    if !items.contains(item) { items.append(item) }
    model = model ?? service
  }

  /// Lets a service wait for the secrets; it only reads them.
  func prepare(_ service: inout ComposeService) {
    for index in service.spec.host.mounts.indices {
      if service.spec.host.mounts[index].isOfSecrets { service.spec.host.mounts[index].isReadOnly = true }
    }
    guard model != nil else { return }
    service.dependencies.insert((Self.name, "service_completed_successfully"), at: 0)
  }

  /// As hardened as the one it is modelled on, and without any network.
  var service: ComposeService? {
    guard var service = model else { return nil }
    service.spec.command =
      [ContainerContract.Verb.secrets.rawValue]
      + ContainerContract.SecretItem.allCases.filter(items.contains).map(\.rawValue)
    service.spec.environment = job.map { [ContainerContract.jobVariable: $0] } ?? [:]
    service.spec.hostname = nil
    service.spec.host.extraHosts = []
    service.spec.networks = [:]
    service.spec.exposedPorts = []
    service.spec.healthcheck = nil
    service.spec.host.networkMode = "none"
    service.spec.host.portBindings = [:]
    service.spec.host.restartPolicy = nil
    service.spec.host.tmpfs = [:]
    service.spec.host.mounts = service.spec.host.mounts.compactMap { mount in
      guard mount.isOfSecrets else { return nil }
      var mount = mount
      mount.isReadOnly = false
      return mount
    }
    service.furtherNetworks = []
    service.dependencies = []
    return service
  }
}

extension Mount {
  /// Others are what members write to, and a container's own.
  fileprivate var isOfSecrets: Bool {
    [ContainerContract.Path.secrets, ContainerContract.Path.restFolder].contains(target)
  }
}
