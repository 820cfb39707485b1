import DreyModel
import FoundationEssentials
import Testing

@testable import FlinkAgent

@Suite struct InternalSSLTests {
  private let enabled = ["-D", "\(InternalSSL.enabledKey)=true"]

  /// `keytool` is a script that writes the password it was given where the key pair belongs.
  private func standIn(_ keytool: String) throws -> StandIn {
    let standIn = try StandIn("exit 0")
    let path = "\(standIn.folder)/java/bin/keytool"
    try Data("#!/bin/sh\n\(keytool)\n".utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return standIn
  }

  @Test func theJobManagerMakesKeysThatAllUse() async throws {
    let standIn = try standIn(
      #"while [ "$1" != -keystore ]; do shift; done; printf %s "$DREY_KEYSTORE_PASSWORD" > "$2""#)
    let taskManager = InternalSSL(try standIn.member(["taskmanager"] + enabled))
    async let waiting = taskManager.settings()
    let made = try await InternalSSL(standIn.member(["jobmanager"] + enabled)).settings()
    #expect(made["security.ssl.internal.keystore"] == "\(standIn.folder)/secrets/internal.p12")
    #expect(made["security.ssl.internal.key-password"] == standIn.content("secrets/internal.p12"))
    #expect(try await waiting == made)
    #expect(try await InternalSSL(standIn.member(["jobmanager"] + enabled)).settings() == made, "what is there stays")
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(standIn.folder)/secrets").sorted()
    #expect(files == ["internal.p12", "internal.password", "token"])
  }

  @Test func itIsOnRequestAndNotWhereKeysAreConfigured() async throws {
    let standIn = try standIn("exit 1")
    #expect(try await InternalSSL(standIn.member(["jobmanager"])).settings().isEmpty)
    let own = enabled + ["-D", "security.ssl.internal.keystore=/k"]
    #expect(try await InternalSSL(standIn.member(["jobmanager"] + own)).settings().isEmpty)
  }

  @Test func aKeytoolThatFailsIsHeard() async throws {
    let standIn = try standIn("echo trouble; exit 1")
    let member = try standIn.member(["jobmanager"] + enabled)
    let failure = await #expect(throws: Failure.self) { try await InternalSSL(member).settings() }
    #expect(failure?.details == ["trouble"])
  }
}
