import ControlPlane
import DreyModel
import Glibc

/// The cluster's key pair, and the file with its password.
struct KeyFiles: Sendable, Equatable {
  let keyStore: String
  let password: String

  init(folder: String) {
    keyStore = "\(folder)/internal.p12"
    password = "\(folder)/internal.password"
  }

  /// The key pair comes last.
  var areThere: Bool { access(keyStore, R_OK) == 0 }

  /// - Throws: ``Failure`` of the domain `infrastructure` where they do not come.
  func wait(upTo limit: Duration) async throws(Failure) {
    let deadline = ContinuousClock.now + limit
    while !areThere {
      guard .now < deadline, !Task.isCancelled else {
        throw Failure(
          .infrastructure, "no keys at \(keyStore) within \(limit)",
          advice: "The JobManager makes them; the volume has to be the same one in all members.")
      }
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  /// The same file says whom to trust: whoever holds its key.
  /// - Throws: ``Failure`` of the domain `usage` where the password cannot be read.
  func settings() throws(Failure) -> [String: String] {
    let advice = "Remove both files beside the cluster's secret, so that the JobManager makes new ones."
    let bytes = try SecretFile.read(password, holding: "the password of the cluster's keys", advice: advice)
    let text = String(decoding: bytes, as: UTF8.self)
    let prefix = "security.ssl.internal."
    return [
      prefix + "keystore": keyStore, prefix + "keystore-password": text, prefix + "key-password": text,
      prefix + "truststore": keyStore, prefix + "truststore-password": text,
    ]
  }
}
