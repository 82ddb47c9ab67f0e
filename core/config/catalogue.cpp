// Every setting. To add one:
//   1. write its entry below, in the order of the reference;
//   2. name its key from the option that sets it, where it has a flag (Option::setting in cli/commands/);
//   3. build the target `docs`, and commit what it writes.
// The reader of megactl.toml, the look-up in the environment and `megactl config show` know it from here.

#include "core/config/setting.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace megactl::config {
namespace {

// A string literal as a template argument, so that an entry holds its words itself.
template <std::size_t size>
struct Literal {
    // NOLINTNEXTLINE(google-explicit-constructor): made from literals only
    consteval Literal(const char (&text)[size]) { std::copy_n(text, size, characters.begin()); }
    constexpr std::string_view view() const { return {characters.data(), size - 1}; }

    std::array<char, size> characters{};
};

template <Literal... texts>
constexpr std::array<std::string_view, sizeof...(texts)> words{texts.view()...};

constexpr std::array settings{
    Setting{.key = "check.mode",
            .variables = words<"MEGACTL_CHECK_MODE">,
            .flag = "--mode",
            .type = SettingType::choice,
            .choices = words<"production", "development">,
            .summary = "what the checks hold the project against; by default DJANGO_DEBUG decides, else production"},
    Setting{.key = "check.allow",
            .variables = words<"MEGACTL_CHECK_ALLOW">,
            .type = SettingType::list,
            .summary = "rules that are set aside for the whole project"},
    Setting{.key = "check.rules",
            .variables = words<"MEGACTL_CHECK_RULES">,
            .type = SettingType::release,
            .summary = "rules newer than this release report notes only, until it is raised"},
    Setting{.key = "check.baseline",
            .variables = words<"MEGACTL_CHECK_BASELINE">,
            .flag = "--baseline",
            .type = SettingType::path,
            .summary = "the findings that stood when `--write-baseline` wrote this file are set aside"},
    Setting{.key = "django.debug",
            .variables = words<"DJANGO_DEBUG">,
            .summary = "means the mode development where nothing else says the mode",
            .is_in_file = false},
    Setting{.key = "deploy.selinux",
            .variables = words<"MEGACTL_DEPLOY_SELINUX">,
            .type = SettingType::boolean,
            .summary = "the host that is deployed to enforces SELinux; by default what this host does"},
    Setting{.key = "tls.certificate",
            .variables = words<"MEGACTL_SERVER_TLS_CERT", "SERVER_TLS_CERT">,
            .flag = "--cert",
            .other_flag = "--tls-cert",
            .type = SettingType::path,
            .summary = "the certificate that the server presents"},
    Setting{.key = "tls.key",
            .variables = words<"MEGACTL_SERVER_TLS_KEY", "SERVER_TLS_KEY">,
            .flag = "--key",
            .other_flag = "--tls-key",
            .type = SettingType::path,
            .summary = "the private key of the certificate"},
    Setting{.key = "tls.expires_within",
            .variables = words<"MEGACTL_TLS_EXPIRES_WITHIN">,
            .flag = "--expires-within",
            .type = SettingType::duration,
            .fallback = "30d",
            .summary = "how long before its end a certificate is spoken about"},
    Setting{.key = "database.url",
            .variables = words<"MEGACTL_DATABASE_URL">,
            .flag = "--database",
            .summary = "the database of links and clicks, `sqlite:///FILE`; by default what DATABASE_ENGINE names"},
    Setting{.key = "database.engine",
            .variables = words<"DATABASE_ENGINE">,
            .summary = "the kind of database, where no URL names one",
            .is_in_file = false},
    Setting{.key = "database.name",
            .variables = words<"DATABASE_NAME">,
            .summary = "the name of the database, or its file",
            .is_in_file = false},
    Setting{.key = "serve.listen",
            .variables = words<"MEGACTL_SERVE_LISTEN">,
            .flag = "--listen",
            .type = SettingType::list,
            .summary = "the addresses and ports that redirects are served on; by default SERVER_HOST and SERVER_PORT"},
    Setting{.key = "serve.threads",
            .variables = words<"MEGACTL_SERVE_THREADS">,
            .flag = "--threads",
            .type = SettingType::integer,
            .summary = "how many threads serve; by default as many as cores, which SERVER_NUMTHREADS only lowers"},
    Setting{.key = "serve.trusted_proxies",
            .variables = words<"MEGACTL_SERVE_TRUSTED_PROXIES">,
            .flag = "--trusted-proxy",
            .type = SettingType::list,
            .summary = "the networks of proxies whose X-Forwarded-For is believed, and no other's; the client is the "
                       "last address in it that is none of theirs"},
    Setting{.key = "serve.anonymize_ip",
            .variables = words<"MEGACTL_SERVE_ANONYMIZE_IP">,
            .flag = "--anonymize-ip",
            .type = SettingType::choice,
            .choices = words<"off", "truncate", "hash", "none">,
            .fallback = "off",
            .summary = "what is kept of a visitor's address: all, its network, a made-up one that changes daily, or "
                       "nothing"},
    Setting{.key = "serve.count",
            .variables = words<"MEGACTL_SERVE_COUNT">,
            .flag = "--count",
            .type = SettingType::list,
            .fallback = "head,prefetch,bots",
            .summary = "which visits count beside a person's click: `head`, `prefetch`, `bots`, or `none` of them"},
    Setting{.key = "serve.spool.dir",
            .variables = words<"MEGACTL_SERVE_SPOOL_DIR">,
            .type = SettingType::path,
            .summary =
                "where clicks wait for the broker; by default $STATE_DIRECTORY, else $XDG_STATE_HOME/megactl, else "
                "~/.local/state/megactl"},
    Setting{.key = "serve.spool.sync",
            .variables = words<"MEGACTL_SERVE_SPOOL_SYNC">,
            .type = SettingType::choice,
            .choices = words<"off", "tick", "interval">,
            .fallback = "interval",
            .summary = "when the disk itself is asked to keep the clicks, against a loss of power"},
    Setting{.key = "serve.spool.limit",
            .variables = words<"MEGACTL_SERVE_SPOOL_LIMIT">,
            .type = SettingType::size,
            .fallback = "1GiB",
            .summary = "how much may wait there; beyond it redirects go on, and clicks are counted as lost"},
    Setting{.key = "server.host",
            .variables = words<"SERVER_HOST">,
            .summary = "the address to listen on, where nothing says `serve.listen`",
            .is_in_file = false},
    Setting{.key = "server.port",
            .variables = words<"SERVER_PORT">,
            .type = SettingType::integer,
            .summary = "the port to listen on, where nothing says `serve.listen`",
            .is_in_file = false},
    Setting{.key = "server.threads",
            .variables = words<"SERVER_NUMTHREADS">,
            .type = SettingType::integer,
            .summary = "the most threads that serve",
            .is_in_file = false},
    Setting{.key = "django.allowed_hosts",
            .variables = words<"DJANGO_ALLOWED_HOSTS">,
            .type = SettingType::list,
            .summary = "the names that the site answers to",
            .is_in_file = false},
    Setting{.key = "django.trust_proxy_headers",
            .variables = words<"MEGACTL_TRUST_PROXY_HEADERS", "TRUST_PROXY_HEADERS">,
            .type = SettingType::boolean,
            .fallback = "false",
            .summary = "the first entry of X-Forwarded-For is the client's address",
            .is_in_file = false},
    Setting{.key = "django.ssl_redirect",
            .variables = words<"MEGACTL_SECURE_SSL_REDIRECT", "SECURE_SSL_REDIRECT">,
            .type = SettingType::boolean,
            .summary = "plain requests are sent to https; by default where megactl itself speaks TLS",
            .is_in_file = false},
    Setting{.key = "django.hsts_seconds",
            .variables = words<"MEGACTL_SECURE_HSTS_SECONDS", "SECURE_HSTS_SECONDS">,
            .type = SettingType::integer,
            .summary =
                "how long browsers shall come by https alone, told where megactl itself speaks TLS; by default a "
                "year, 0 tells nothing",
            .is_in_file = false},
    Setting{.key = "django.hsts_subdomains",
            .variables = words<"MEGACTL_SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_INCLUDE_SUBDOMAINS">,
            .type = SettingType::boolean,
            .fallback = "true",
            .summary = "that goes for every subdomain as well",
            .is_in_file = false},
    Setting{.key = "django.hsts_preload",
            .variables = words<"MEGACTL_SECURE_HSTS_PRELOAD", "SECURE_HSTS_PRELOAD">,
            .type = SettingType::boolean,
            .fallback = "true",
            .summary = "browsers may know that before they come",
            .is_in_file = false},
    Setting{
        .key = "queue.broker",
        .variables = words<"MEGACTL_CELERY_BROKER_URL", "CELERY_BROKER_URL">,
        .flag = "--broker",
        .summary = "where messages wait: `redis://`, `rediss://`, `redis+socket://`, `sqlite:///FILE` or `memory://`"},
    Setting{.key = "queue.result_backend",
            .variables = words<"MEGACTL_CELERY_RESULT_BACKEND", "CELERY_RESULT_BACKEND">,
            .flag = "--result-backend",
            .summary = "where results are kept: as the broker, or `disabled://`"},
    Setting{.key = "queue.transport_options.visibility_timeout",
            .variables = words<"MEGACTL_QUEUE_VISIBILITY_TIMEOUT">,
            .type = SettingType::integer,
            .fallback = "3600",
            .summary = "seconds after which a message that a Python worker holds is offered again"},
    Setting{.key = "queue.transport_options.global_keyprefix",
            .variables = words<"MEGACTL_QUEUE_GLOBAL_KEYPREFIX">,
            .summary = "stands before every key of the queue in Redis"},
    Setting{.key = "worker.queues",
            .variables = words<"MEGACTL_WORKER_QUEUES">,
            .flag = "--queues",
            .type = SettingType::list,
            .fallback = "celery,email,clicks",
            .summary = "the queues that a worker takes from"},
    Setting{.key = "worker.concurrency",
            .variables = words<"MEGACTL_WORKER_CONCURRENCY">,
            .flag = "--concurrency",
            .type = SettingType::integer,
            .summary = "how many tasks run at once; by default as many as cores"},
    Setting{.key = "worker.max_retries",
            .variables = words<"MEGACTL_WORKER_MAX_RETRIES", "CELERY_TASK_MAX_RETRIES">,
            .type = SettingType::integer,
            .fallback = "3",
            .summary = "how often a task that failed is tried again; a service that is away does not count"},
    Setting{.key = "static.root",
            .variables = words<"MEGACTL_STATIC_ROOT">,
            .flag = "--root",
            .type = SettingType::path,
            .summary = "the folder that static files are collected into"},
    Setting{.key = "static.sources",
            .variables = words<"MEGACTL_STATIC_SOURCES">,
            .flag = "--source",
            .type = SettingType::list,
            .summary = "the folders that static files are collected from, the first one first",
            .lists_paths = true},
    Setting{.key = "static.manifest",
            .variables = words<"MEGACTL_STATIC_MANIFEST">,
            .type = SettingType::boolean,
            .fallback = "false",
            .summary = "collected files are named by their content as well, as `--manifest` does"},
    Setting{.key = "static.compress",
            .variables = words<"MEGACTL_STATIC_COMPRESS">,
            .flag = "--compress",
            .type = SettingType::list,
            .summary = "the encodings in which packed files are written beside collected ones: gzip, br, zstd"},
    Setting{.key = "log.level",
            .variables = words<"MEGACTL_LOG_LEVEL">,
            .flag = "--log-level",
            .type = SettingType::choice,
            .choices = words<"debug", "info", "warning", "error">,
            .fallback = "warning",
            .summary = "the least event that is logged"},
    Setting{.key = "log.format",
            .variables = words<"MEGACTL_LOG_FORMAT">,
            .flag = "--log-format",
            .type = SettingType::choice,
            .choices = words<"text", "json">,
            .fallback = "text",
            .summary = "how events are written to standard error"},
};

// The keys of a task of the project's own.
constexpr std::array task_settings{
    Setting{.key = "task.handler",
            .type = SettingType::choice,
            .choices = words<"exec", "webhook", "click", "cleanup">,
            .summary = "what runs it: a program, a request to a web server, or what megactl's own tasks do"},
    Setting{.key = "task.command",
            .type = SettingType::list,
            .summary = "of `exec`: the program and its arguments, run as they are, never through a shell"},
    Setting{.key = "task.url", .summary = "of `webhook`: where the call is sent by POST"},
    Setting{.key = "task.secret_file",
            .type = SettingType::path,
            .summary = "of `webhook`: the file with the key that signs the body, in `X-Megactl-Signature`"},
    Setting{.key = "task.acks_late",
            .type = SettingType::boolean,
            .fallback = "true",
            .summary = "a worker that dies leaves the task to be run again; otherwise it is lost"},
    Setting{.key = "task.max_retries",
            .type = SettingType::integer,
            .fallback = "3",
            .summary = "how often it is tried again where it asks to be, or can't be begun"},
    Setting{.key = "task.retry_backoff",
            .type = SettingType::boolean,
            .fallback = "true",
            .summary = "the wait doubles with each retry, from one second up to ten minutes, and is drawn below that"},
    Setting{.key = "task.retry_delay",
            .type = SettingType::duration,
            .fallback = "60s",
            .summary = "the wait before a retry without `retry_backoff`"},
    Setting{.key = "task.time_limit",
            .type = SettingType::duration,
            .summary = "then it is ended; a limit of the message wins"},
    Setting{.key = "task.soft_time_limit",
            .type = SettingType::duration,
            .summary = "of `exec`: then it is asked to end, by SIGTERM; a limit of the message wins"},
};

}  // namespace

std::span<const Setting> setting_catalogue() {
    return settings;
}

std::span<const Setting> task_setting_catalogue() {
    return task_settings;
}

const Setting* find_setting(std::string_view key) {
    for (const std::span<const Setting> catalogue : {setting_catalogue(), task_setting_catalogue()}) {
        const auto found = std::ranges::find(catalogue, key, &Setting::key);
        if (found != catalogue.end()) return &*found;
    }
    return nullptr;
}

}  // namespace megactl::config
