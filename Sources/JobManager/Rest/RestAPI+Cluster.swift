import DreyModel
import HTTPTypes
import Hummingbird

extension RestAPI {
  var dashboard: DashboardConfiguration {
    DashboardConfiguration(
      refreshInterval: 3000, timezoneName: "Coordinated Universal Time", timezoneOffset: 0,
      version: RuntimeVersion.text, revision: RuntimeVersion.commit,
      features: .init(webSubmit: store != nil, webCancel: true, webRescale: false, webHistory: false))
  }

  /// What was set, sorted by key. Values of keys that sound like secrets are masked, as Flink masks them.
  var configurationEntries: [ConfigurationEntry] {
    let secretive = ["password", "secret", "token", "apikey", "api-key", "credential"]
    return settings.options.values.sorted { $0.key < $1.key }.map { key, value in
      let isSecret = secretive.contains { key.lowercased().contains($0) }
      return ConfigurationEntry(key: key, value: isSecret ? "******" : value)
    }
  }

  /// The cluster ends once the answer has been written.
  func shutDownAnswer() -> Response {
    var response = RestAnswer.json(EmptyResponse())
    response.body = ResponseBody(contentLength: 2) { writer in
      try await writer.write(ByteBuffer(string: "{}"))
      try await writer.finish(nil)
      shutDown()
    }
    return response
  }
}
