#include "core/base/text.hpp"
#include "core/checks/https/https_site.hpp"
#include "core/checks/https/plain_question.hpp"
#include "core/checks/https/rules.hpp"
#include "core/project/server_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::checks::https_rules {

namespace {

// Does curl or wget take the refusal for a failure, and does nothing else of the command ask by https, or end well?
bool fails_when_refused(const PlainQuestion& question) {
    if (question.command.empty()) return true;
    std::string_view command = question.command;
    if (const std::size_t otherwise = command.find("||"); otherwise != std::string_view::npos) {
        if (!is_one_of(trim(command.substr(otherwise + 2)), {"exit 1", "exit", "false"})) return false;
        command = command.substr(0, otherwise);
    }
    if (command.find("https") != std::string_view::npos || command.find_first_of(";|&") != std::string_view::npos)
        return false;
    const std::vector<std::string_view> words = words_of(command);
    const auto client = std::ranges::find_if(words, is_http_client);
    if (client == words.end()) return false;
    return client->ends_with("wget") || std::ranges::any_of(client, words.end(), [](std::string_view word) {
               const bool is_short = word.starts_with('-') && !word.starts_with("--");
               return word.starts_with("--fail") || (is_short && word.find('f') != std::string_view::npos);
           });
}

Finding finding_about(const Facts& facts, const Site& site, const PlainQuestion& question) {
    Finding finding =
        finding_at(probe_without_tls, facts, site, question.at,
                   fmt::format("{} asks by plain HTTP, and the server speaks TLS: it fails for ever", question.name),
                   "the server refuses it");
    if (const project::SuppliedValue* pair = site.facts->supply.find("SERVER_TLS_CERT"); pair->at)
        finding.related.push_back({*pair->at, "with certificate and key it speaks TLS"});
    finding.help.emplace_back(
        question.command.empty()
            ? "`scheme: HTTPS` beside its path, which asks for no name in the certificate"
            : "ask by https, and not for the name: `curl -fk https://localhost…`, `wget --no-check-certificate …`");
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    for_each_site(facts, [&](const Site& site) {
        const std::string& started = site.facts->started;
        if (!site.serves_tls() || started.empty() || project::starts_common_server(started)) return;
        for (const PlainQuestion& question : plain_questions(facts, site)) {
            if (listens_on(site, question.port) == true && fails_when_refused(question))
                findings.push_back(finding_about(facts, site, question));
        }
    });
    return findings;
}

}  // namespace

constinit const Rule probe_without_tls{
    .id = "https/probe-without-tls",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .summary = "a health check asks by plain HTTP a server that speaks TLS",
    .why = R"(A server that is given certificate and key speaks TLS at its port and nothing else. To a plain request it
answers 400 or closes the connection: the container is never well, what waits for it never starts, and
Kubernetes restarts it for ever.

Told only where the port is known to be the server's: by its command, by SERVER_PORT or by its default in the
settings. Servers that take certificate and key by options of their own (gunicorn, uvicorn …) are not judged
by the variables.)",
    .wrong = R"(environment: {SERVER_TLS_CERT: /certs/site.pem, SERVER_TLS_KEY: /certs/site.key, SERVER_PORT: "8000"}
healthcheck:
  test: curl -f http://localhost:8000/healthz)",
    .right = R"(healthcheck:
  test: curl -fk https://localhost:8000/healthz)",
    .fix =
        R"(Ask by https. The certificate is for the site's name and not for `localhost`, so the check must not ask for
the name: `-k` of curl, `--no-check-certificate` of wget; the probes of Kubernetes don't with `scheme: HTTPS`.)",
    .judge = judge,
};

}  // namespace megactl::checks::https_rules
