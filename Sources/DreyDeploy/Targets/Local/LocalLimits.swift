import DreyModel
import Glibc

/// What processes of one machine cannot do that containers can.
enum LocalLimits {
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names what cannot be done.
  static func check(_ spec: ClusterSpec) throws(Failure) {
    guard !spec.engine.isFlink else {
      throw Failure(
        .usage, "the local target cannot run Apache Flink, which comes as an image",
        advice: "Use --target docker, or drey's own runtime: --engine drey.")
    }
    guard !spec.isolated else {
      throw Failure(
        .usage, "the local target cannot isolate a cluster: its members are processes of this machine",
        advice: "Leave --isolated out, or use --target docker.")
    }
    if let network = spec.networks.first {
      throw Failure(
        .usage, "the local target cannot join network '\(network)', which is an engine's",
        advice: "Leave --network out: members see what this machine sees. Or use --target docker.")
    }
    if let host = spec.surroundings.hosts.first {
      throw Failure(
        .usage,
        "the local target cannot give members the host '\(host.name)': they know the hosts that this machine knows",
        advice: "Leave --add-host out, or use --target docker.")
    }
    for secret in spec.surroundings.secrets { _ = try secret.content() }
    for volume in spec.volumes { try check(volume) }
  }

  private static func check(_ volume: VolumeMount) throws(Failure) {
    guard let source = canonical(volume.source) else {
      throw Failure(.usage, "\(volume.source) is to be mounted at \(volume.target), but does not exist")
    }
    guard source == canonical(volume.target) else {
      throw Failure(
        .usage,
        "the local target cannot mount \(volume.source) at \(volume.target): members see this machine's own paths",
        advice: "Use the same path twice, and in the application's arguments: --volume \(source):\(source)")
    }
    guard access(source, volume.writable ? R_OK | W_OK : R_OK) == 0 else {
      throw Failure(
        .usage, "\(source) is to be mounted, but you may not \(volume.writable ? "write to it" : "read it")",
        advice: "Members run as you: have somebody give you the right, or leave the volume out.")
    }
  }

  private static func canonical(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
