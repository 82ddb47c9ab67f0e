#include "cli/commands/judgement.hpp"
#include "cli/commands/tls_probe_facts.hpp"
#include "cli/commands/tls_runs.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/url.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace megactl::cli::commands {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t https_port = 443;
constexpr std::uint16_t smtp_port = 25;

// What is asked, and the host that the certificate has to cover: HOST, unless `--host` says another.
struct Asked {
    tls::ServerQuestion question;
    std::string host;
};

Asked asked_by(const Invocation& invocation) {
    const std::string& argument = invocation.arguments.front();
    const auto parts = parse_url("tls://" + argument);
    const bool is_address = parts && !parts->host.empty() && parts->path.empty() && parts->query.empty() &&
                            parts->user.empty() && parts->port.value_or(1) != 0;
    if (!is_address) {
        throw Error(Error::Kind::usage, fmt::format("`{}` is no HOST[:PORT]", escape_controls(argument)))
            .help("`megactl tls probe example.org`, `example.org:8443`, `[2001:db8::1]:443`");
    }
    tls::ServerQuestion question;
    question.is_smtp = invocation.has("--starttls");
    question.host = host_named(parts->host, "HOST").text;
    question.port = parts->port.value_or(question.is_smtp ? smtp_port : https_port);
    tls::Host asked = host_named(invocation.value("--host").value_or(question.host), "--host");
    if (asked.kind == tls::Host::Kind::name) question.server_name = asked.text;
    const std::chrono::milliseconds patience = invocation.duration("--timeout").value_or(10s);
    if (patience <= 0s) throw Error(Error::Kind::usage, "`--timeout` must leave some time: `5s`");
    question.deadline = std::chrono::steady_clock::now() + patience;
    return {std::move(question), std::move(asked.text)};
}

project::TlsInput authority(const std::string& file) {
    tls::PemFile pem = tls::read_pem_file(file, file);
    if (pem.failure || pem.certificates.empty()) {
        const std::string reason = pem.failure ? pem.failure->explanation : "it holds no certificate";
        throw Error(Error::Kind::input,
                    fmt::format("can't read `{}` (--ca): {}", escape_controls(file), escape_controls(reason)))
            .help(pem.failure ? "a file of certificates, each between BEGIN CERTIFICATE and END CERTIFICATE"
                              : fmt::format("`megactl tls show {}` tells what there is in it", escape_controls(file)));
    }
    return {.path = file, .variable = "", .named_by = "--ca", .at = std::nullopt, .file = std::move(pem)};
}

// The certificate that the settings name, where it can be read: a probe asks about another host as a rule.
std::optional<project::TlsInput> certificate_on_disk(const Context& context) {
    const config::SettingValue* value = context.settings.find("tls.certificate");
    if (value == nullptr || value->texts.empty() || value->texts.front().empty()) return std::nullopt;
    const std::string& file = value->texts.front();
    return project::TlsInput{.path = file,
                             .variable = value->origin.name,
                             .named_by = value->origin.text(),
                             .at = std::nullopt,
                             .file = tls::read_pem_file(context.project / file, file)};
}

// From HTTPS back into the clear.
bool has_downgrade(const tls::RedirectWalk& walk) {
    return std::ranges::adjacent_find(walk.places, [](const tls::WebPlace& from, const tls::WebPlace& to) {
               return from.is_https && !to.is_https;
           }) != walk.places.end();
}

// The way that visitors of `host` are sent, from the address that was asked. Whom HTTPS sends in a circle, or back into
// the clear, it does so without plain HTTP, which may be shut; where the plain side of another port than 443 is, nobody
// knows.
std::optional<tls::RedirectWalk> walk_of(const tls::ServerQuestion& question, const std::string& host,
                                         const std::optional<tls::HttpAnswer>& answer) {
    if (answer && tls::is_redirect(answer->status)) {
        const tls::WebPlace begin{.is_https = true, .host = host, .port = question.port};
        tls::RedirectWalk walk = tls::walk_redirects(question.host, begin, question.deadline);
        if (walk.is_loop || walk.is_endless || has_downgrade(walk)) return walk;
    }
    if (question.port != https_port) return std::nullopt;
    return tls::walk_redirects(question.host, {.host = host}, question.deadline);
}

checks::Served look(const Context& context, const Invocation& invocation) {
    const auto [question, host] = asked_by(invocation);
    checks::Served served{.place = fmt::format("{}:{}", bracketed(question.host), question.port),
                          .host = host,
                          .look = {},
                          .on_disk = certificate_on_disk(context),
                          .now = context.clock.now()};
    if (invocation.has("--expires-within")) {
        served.expires_within =
            std::chrono::duration_cast<std::chrono::seconds>(context.settings.duration("tls.expires_within"));
    }
    for (const std::string& file : invocation.values("--ca"))
        served.anchors.push_back(authority(file));
    const auto variable = [&](std::string_view name) {
        const auto found = context.environment.find(name);
        return found == context.environment.end() ? std::string() : found->second;
    };
    served.trusted = {variable("SSL_CERT_FILE"), variable("SSL_CERT_DIR")};

    auto answer = tls::look_at(question);
    if (!answer) {
        const os::Unreached& why = answer.error();
        Error error(Error::Kind::service,
                    fmt::format("no certificate can be seen on {}: {}", escape_controls(served.place), why.reason));
        throw why.help.empty() ? error : std::move(error).help(why.help);
    }
    served.look = *std::move(answer);
    if (!question.is_smtp) served.walk = walk_of(question, host, served.look.http);
    return served;
}

}  // namespace

int run_tls_probe(Context& context, const Invocation& invocation) {
    const checks::Served served = look(context, invocation);
    report::Report report = checks::judge_served(served);
    report.facts = facts_about(served);
    const bool is_json = invocation.value("--format").value_or("text") == "json";
    context.terminal.print(is_json ? report::render_json(report)
                                   : report::render_text(report, context.terminal.out_palette(), context.is_verbose,
                                                         context.terminal.out_columns()));
    return report.worst() == report::Severity::error ? 1 : 0;
}

}  // namespace megactl::cli::commands
