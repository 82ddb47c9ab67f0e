#include "cli/commands/mail_settings.hpp"

#include "cli/commands/static_project.hpp"
#include "cli/commands/static_sources.hpp"
#include "cli/context.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/mail/address.hpp"
#include "core/mail/smtp.hpp"
#include "core/os/file.hpp"
#include "core/os/host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::commands {

namespace fs = std::filesystem;

namespace {

using mail::SmtpServer;
using project::SettingValue;

bool is_debug(const Context& context) {
    return config::parse_truth(context.settings.text("django.debug")).value_or(false);
}

// `smtp` of `django.core.mail.backends.smtp.EmailBackend`.
std::string backend_of(const Context& context) {
    constexpr std::string_view prefix = "django.core.mail.backends.";
    constexpr std::string_view suffix = ".EmailBackend";
    const std::string said = context.settings.text("email.backend");
    if (said.empty()) return is_debug(context) ? "console" : "smtp";
    std::string_view word = said;
    if (word.starts_with(prefix) && word.ends_with(suffix)) {
        word.remove_prefix(prefix.size());
        word.remove_suffix(suffix.size());
    }
    if (is_one_of(word, {"smtp", "console", "filebased", "dummy", "locmem"})) return std::string(word);
    throw Error(context.settings.wrong("email.backend", fmt::format("`{}` is no way to send mails that is known here",
                                                                    escape_controls(said))))
        .help("one of smtp, console, filebased, dummy and locmem");
}

// A whole number of the settings that must lie in these bounds.
std::int64_t number(const Context& context, std::string_view key, std::int64_t fallback, std::int64_t most) {
    const std::int64_t said = context.settings.integer(key).value_or(fallback);
    if (said >= 1 && said <= most) return said;
    throw Error(context.settings.wrong(key, fmt::format("`{}` can't be {}: 1 to {} are possible", key, said, most)));
}

SmtpServer::Security security_of(const Context& context) {
    const bool is_ssl = context.settings.boolean("email.use_ssl");
    const bool is_starttls =
        context.settings.find("email.use_tls") == nullptr ? !is_ssl : context.settings.boolean("email.use_tls");
    if (is_ssl && is_starttls) {
        throw Error(context.settings.wrong("email.use_tls", "STARTTLS and TLS from the first byte exclude each other"))
            .help("set one of DJANGO_EMAIL_USE_TLS and DJANGO_EMAIL_USE_SSL to false");
    }
    return is_ssl        ? SmtpServer::Security::tls
           : is_starttls ? SmtpServer::Security::starttls
                         : SmtpServer::Security::none;
}

SmtpServer server_of(const Context& context) {
    constexpr std::int64_t longest_timeout = 3600;
    const config::Settings& settings = context.settings;
    const std::string host = settings.text("email.host");
    const auto is_odd = [](char c) {
        return !is_letter(c) && !is_digit(c) && std::string_view(".-_:").find(c) == std::string_view::npos;
    };
    if (host.empty() || std::ranges::any_of(host, is_odd)) {
        throw Error(settings.wrong("email.host", fmt::format("`{}` is no mail server's name", escape_controls(host))));
    }
    return {.host = host,
            .port = static_cast<std::uint16_t>(number(context, "email.port", is_debug(context) ? 1025 : 587,
                                                      std::numeric_limits<std::uint16_t>::max())),
            .security = security_of(context),
            .user = settings.text("email.user"),
            .password = Secret(settings.text("email.password")),
            .timeout = std::chrono::seconds(number(context, "email.timeout", 10, longest_timeout)),
            .ca_file = settings.text("email.ca"),
            .client_name = os::host_name()};
}

std::shared_ptr<mail::Mailer> mailer_of(Context& context) {
    const std::string backend = backend_of(context);
    if (backend == "smtp") return mail::smtp_mailer(server_of(context));
    if (backend == "console") {
        return mail::console_mailer(
            [&terminal = context.terminal](std::string_view text) { terminal.print(std::string(text)); });
    }
    if (backend != "filebased") return mail::dropping_mailer();
    const std::string folder = context.settings.text("email.file_path");
    if (folder.empty()) {
        throw Error(Error::Kind::input, "mails are to be written into files, and no folder is named for them")
            .help("`DJANGO_EMAIL_FILE_PATH=DIR`");
    }
    return mail::file_mailer(context.project / folder);
}

// A word of the settings module; `fallback` where it is not set or can't be told.
std::string word_of(StaticProject& project, std::string_view name, std::string_view fallback) {
    const SettingValue* said = project.setting(name);
    return std::string(said != nullptr && said->is_words() ? std::string_view(said->text) : fallback);
}

// Times are only known in UTC, and where Django keeps them with their zone.
templates::Surroundings surroundings_of(StaticProject& project) {
    const SettingValue* uses_zones = project.setting("USE_TZ");
    const bool has_zones =
        uses_zones != nullptr && uses_zones->kind == SettingValue::Kind::boolean && uses_zones->truth;
    return {.now = {},
            .language = word_of(project, "LANGUAGE_CODE", "en-us"),
            .time_zone = has_zones ? word_of(project, "TIME_ZONE", "America/Chicago") : "of the settings"};
}

std::string sender_of(const Context& context, StaticProject& project) {
    std::string said = context.settings.text("email.from");
    const bool is_said = !said.empty();
    if (!is_said) said = word_of(project, "DEFAULT_FROM_EMAIL", "webmaster@localhost");
    const auto address = mail::parse_address(said);
    if (address) return said;
    std::string message = fmt::format("`{}` can't send mails: {}", escape_controls(said), address.error().reason);
    if (is_said) throw Error(context.settings.wrong("email.from", std::move(message)));
    throw Error(Error::Kind::input, std::move(message)).from("DEFAULT_FROM_EMAIL of the settings");
}

std::vector<std::string> reply_addresses(const Context& context) {
    std::vector<std::string> addresses = context.settings.list("email.reply_to");
    for (const std::string& text : addresses) {
        const auto address = mail::parse_address(text);
        if (address) continue;
        throw Error(context.settings.wrong(
            "email.reply_to",
            fmt::format("`{}` can't take answers: {}", escape_controls(text), address.error().reason)));
    }
    return addresses;
}

bool stays_within(const fs::path& name) {
    return !name.empty() && name.is_relative() &&
           std::ranges::none_of(name, [](const fs::path& part) { return part == ".."; });
}

// The first folder that has it, as Django's loaders look. What can't be read is told as that.
templates::Loader loader_of(std::vector<fs::path> folders, fs::path project) {
    return [folders = std::move(folders), project = std::move(project)](const std::string& name) -> Source {
        if (!stays_within(name) || name.find('\0') != std::string::npos) return nullptr;
        for (const fs::path& folder : folders) {
            const fs::path file = folder / name;
            auto text = os::read_file(file);
            if (text) return std::make_shared<const SourceText>(short_name(file, project), *std::move(text));
            if (text.error().reason == os::ReadFailure::Reason::missing) continue;
            throw Error(Error::Kind::input,
                        fmt::format("can't read the template `{}`: {}", escape_controls(short_name(file, project)),
                                    text.error().explanation));
        }
        return nullptr;
    };
}

}  // namespace

tasks::Post read_post(Context& context) {
    StaticProject project(context);
    return {.templates = loader_of(project.template_folders().folders, context.project),
            .surroundings = surroundings_of(project),
            .from = sender_of(context, project),
            .reply_to = reply_addresses(context),
            .host = os::host_name(),
            .mailer = mailer_of(context)};
}

}  // namespace megactl::cli::commands
