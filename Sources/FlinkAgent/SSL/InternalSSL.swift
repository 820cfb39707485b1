import ChildProcess
import ControlPlane
import DreyModel
import Glibc

/// Keys for the traffic between members under `security.ssl.internal.enabled`, where none are configured.
///
/// The JobManager makes one key pair per cluster, in the volume that all members mount; who holds it belongs to the
/// cluster. Clients need none: they come by REST.
struct InternalSSL: Sendable {
  static let enabledKey = "security.ssl.internal.enabled"
  private let member: MemberContext
  private let files: KeyFiles

  init(_ member: MemberContext) {
    self.member = member
    let parts = member.paths.clusterSecret.split(separator: "/", omittingEmptySubsequences: false)
    files = KeyFiles(folder: parts.dropLast().joined(separator: "/"))
  }

  /// What the member's configuration has to say; nothing where it is not asked for.
  /// - Throws: ``Failure`` where the keys cannot be made, or have not come in time.
  func settings() async throws(Failure) -> [String: String] {
    let options = member.line.options.values
    guard options[Self.enabledKey] == "true", options["security.ssl.internal.keystore"] == nil,
      member.line.verb != .client
    else { return [:] }
    if member.line.verb == .taskManager { try await files.wait(upTo: .seconds(60)) } else { try await make() }
    return try files.settings()
  }

  /// One that is there stays: members may use it already.
  private func make() async throws(Failure) {
    guard !files.areThere else { return }
    let temporary = "\(files.keyStore).\(RandomToken.make().prefix(8))"
    let password = RandomToken.make()
    try await runKeytool(temporary, password)
    unlink(files.password)
    try SecretFileWriter(path: files.password).write(Array(password.utf8))
    guard chmod(temporary, 0o400) == 0, rename(temporary, files.keyStore) == 0 else {
      throw Failure(.infrastructure, "cannot write '\(files.keyStore)': \(ErrorText.of(errno))")
    }
  }

  private func runKeytool(_ path: String, _ password: String) async throws(Failure) {
    let variable = "DREY_KEYSTORE_PASSWORD"
    let configuration = ChildProcess.Configuration(
      executable: member.home.keytool,
      arguments: [
        "-J-XX:TieredStopAtLevel=1", "-J-Xmx64m", "-genkeypair", "-alias", "flink.internal", "-keyalg", "RSA",
        "-keysize", "3072", "-validity", "3650", "-dname", "CN=flink.internal", "-storetype", "PKCS12", "-keystore",
        path, "-storepass:env", variable, "-keypass:env", variable,
      ], environment: member.environment.merging([variable: password]) { $1 })
    let end: ChildProcess.Captured
    do { end = try await ChildProcess.capture(configuration, lines: 20) } catch {
      throw Failure(.infrastructure, "cannot make keys: \(error)", advice: "The image needs keytool beside java.")
    }
    guard end.termination.isSuccess else {
      throw Failure(
        .infrastructure, "cannot make keys: keytool ended with \(end.termination)",
        details: end.standardOutput + end.standardError)
    }
  }
}
