extension ClusterLifetime {
  /// As labels.
  var labels: [String: String] {
    var labels = [Label.created: "\(created)"]
    labels[Label.expires] = expires.map { "\($0)" }
    labels[Label.client] = client?.text
    labels[Label.mayStay] = mayStay ? "true" : nil
    return labels
  }
}
