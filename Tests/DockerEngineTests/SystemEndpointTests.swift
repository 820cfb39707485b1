import DockerEngine
import StubEngine
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SystemEndpointTests {
  @Test func ping() async throws {
    let stubbed = try await StubbedEngine { _ in
      StubResponse(
        headers: [
          ("Api-Version", "1.43"), ("Ostype", "linux"), ("Server", "Libpod/4.3.1"), ("Libpod-API-Version", "4.3.1"),
        ],
        body: .whole(Array("OK".utf8)))
    }
    let ping = try await stubbed.engine.system.ping()
    #expect(ping == stubbed.engine.ping)
    #expect(ping.apiVersion == APIVersion(1, 43))
    #expect(ping.osType == "linux")
    #expect(ping.server == "Libpod/4.3.1")
    #expect(ping.isPodman)
    #expect(stubbed.engine.apiVersion == APIVersion(1, 43))
  }

  @Test func version() async throws {
    let stubbed = try await StubbedEngine(
      always: .json(#"{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64"}"#))
    let version = try await stubbed.engine.system.version()
    #expect(try stubbed.request().method == "GET")
    #expect(try stubbed.request().target == "/version")
    #expect(version.version == "20.10.24")
    #expect(version.apiVersion == APIVersion(1, 41))
    #expect(version.minimumAPIVersion == APIVersion(1, 12))
    #expect(version.architecture == "amd64")
    #expect(version.kernelVersion == nil)
  }

  @Test func info() async throws {
    let stubbed = try await StubbedEngine(
      always: .json(#"{"Name":"host","NCPU":2,"MemTotal":4096,"Warnings":null,"SecurityOptions":["name=seccomp"]}"#))
    let info = try await stubbed.engine.system.info()
    #expect(try stubbed.request().target == "/v1.41/info")
    #expect(info.name == "host")
    #expect(info.cpus == 2)
    #expect(info.memory == 4096)
    #expect(info.warnings.isEmpty)
    #expect(info.securityOptions == ["name=seccomp"])
  }

  @Test func events() async throws {
    let line =
      #"{"Type":"container","Action":"die","Actor":{"ID":"c1","Attributes":{"exitCode":"3"}},"timeNano":1700000000000000001}"#
    let stubbed = try await StubbedEngine(always: .stream([line + "\n" + line + "\n"]))
    let filters = EngineFilters.label("a", "b").and(["event": ["die"]])
    var events: [EngineEvent] = []
    for try await event in try await stubbed.engine.system.events(filters, since: "1.5", until: "2") {
      events.append(event)
    }
    let request = try stubbed.request()
    #expect(request.method == "GET")
    #expect(request.path == "/v1.41/events")
    #expect(
      request.query
        == "since=1.5&until=2&filters=%7B%22event%22%3A%5B%22die%22%5D%2C%22label%22%3A%5B%22a%3Db%22%5D%7D")
    #expect(events.count == 2)
    #expect(events.first?.type == "container")
    #expect(events.first?.action == "die")
    #expect(events.first?.id == "c1")
    #expect(events.first?.attributes == ["exitCode": "3"])
    #expect(events.first?.nanoseconds == 1_700_000_000_000_000_001)
  }
}
