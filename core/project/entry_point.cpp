#include "core/project/entry_point.hpp"

#include "core/base/text.hpp"
#include "core/project/server_command.hpp"
#include "core/project/shell_wrappers.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace megactl::project {
namespace {

constexpr std::string_view settings_variable = "DJANGO_SETTINGS_MODULE";

// Subcommands of `celery` that use the app's configuration.
constexpr auto celery_subcommands =
    std::to_array<std::string_view>({"worker", "beat", "inspect", "control", "status", "report", "flower", "events",
                                     "purge", "call", "shell", "multi", "amqp", "result", "list"});

// Options of application servers whose value could be taken for the application.
constexpr auto server_options_with_value = std::to_array<std::string_view>(
    {"-n", "--name", "-k", "--worker-class", "-c", "--config", "--chdir", "--app-dir", "--logger-class", "-e", "--env",
     "--interface", "--log-config", "-H", "--host", "-b", "--bind"});

bool is_module(std::string_view name) {
    const auto parts = split(name, '.');
    return std::ranges::all_of(parts, is_variable_name);
}

// `config.wsgi`, `config.asgi:application`, `project.server:application`: what a Django project calls it. A plain
// `app:app` may be anything.
bool is_django_application(std::string_view target) {
    const std::size_t colon = std::min(target.find(':'), target.size());
    const std::string_view module = target.substr(0, colon);
    if (!is_module(module)) return false;
    if (target.substr(colon) == ":application") return true;
    const auto parts = split(module, '.');
    return std::ranges::any_of(
        parts, [](std::string_view part) { return part.starts_with("wsgi") || part.starts_with("asgi"); });
}

// Looks at the words of one command from the program on.
class LoadFinder {
public:
    explicit LoadFinder(const ShellCommand& command) : command_(command), words_(command.words) {}

    std::optional<SettingsLoad> find() {
        if (words_.empty()) return std::nullopt;
        const std::string_view name = program_name(words_[0]);
        if (name.starts_with("python") || name.starts_with("pypy")) return of_python(1);
        if (name == "coverage" && text(1) == "run") return of_python(2);
        return of_program(name, 0);
    }

private:
    std::string_view text(std::size_t at) const {
        return at < words_.size() ? std::string_view(words_[at].text) : std::string_view();
    }
    bool is_literal(std::size_t at) const { return at < words_.size() && words_[at].is_literal; }
    bool has_word(std::size_t from, std::initializer_list<std::string_view> wanted) const {
        for (std::size_t i = from; i < words_.size(); ++i) {
            if (is_one_of(words_[i].text, wanted)) return true;
        }
        return false;
    }

    // `at` is the word behind `python`.
    std::optional<SettingsLoad> of_python(std::size_t at) {
        for (; text(at).starts_with('-') && text(at).size() > 1; ++at) {
            const std::string_view option = text(at);
            // Short options stand together: `-um module`
            const char last = option.starts_with("--") ? '\0' : option.back();
            if (last == 'm') return of_program(text(at + 1) == "django" ? "django-admin" : text(at + 1), at + 1);
            if (last == 'c') return of_code(at);
            if (option == "-W" || option == "-X") ++at;
        }
        if (at >= words_.size() || program_name(words_[at]) != "manage.py") return std::nullopt;
        return of_program("manage.py", at);
    }

    std::optional<SettingsLoad> of_code(std::size_t at) const {
        if (text(at + 1).find("django.setup(") == std::string_view::npos) return std::nullopt;
        return load("python -c", 0, at + 1, {});
    }

    // `at` is the word that names the program.
    std::optional<SettingsLoad> of_program(std::string_view name, std::size_t at) const {
        if (is_one_of(name, {"manage.py", "django-admin", "django-admin.py"})) return of_django(name, at);
        if (name == "celery") return of_celery(at);
        if (name == "uwsgi") return of_uwsgi(at);
        if (is_one_of(name, application_servers())) return of_server(name, at);
        if (is_one_of(name, {"pytest", "py.test"})) return of_pytest(at);
        if (name == "pylint") return of_pylint(at);
        return std::nullopt;
    }

    std::optional<SettingsLoad> of_django(std::string_view name, std::size_t at) const {
        const std::string_view subcommand = text(at + 1);
        const bool is_manage = name == "manage.py";
        if (!is_literal(at + 1) || subcommand.empty() || subcommand.starts_with('-')) return std::nullopt;
        if (is_one_of(subcommand, {"help", "version", "startproject"})) return std::nullopt;
        if (has_word(at + 2, {"-h", "--help", "--version"})) return std::nullopt;
        const std::string settings = settings_of(option_value(at + 2, {"--settings"}));
        // django-admin does these with no settings at all, unless some are named.
        const bool works_without = is_one_of(subcommand, {"startapp", "makemessages", "compilemessages"});
        if (!is_manage && works_without && settings.empty()) return std::nullopt;
        const std::string_view shown = is_manage ? "manage.py" : "django-admin";
        return load(std::string(shown) + " " + std::string(subcommand), at, at + 1, settings);
    }

    std::optional<SettingsLoad> of_celery(std::size_t at) const {
        if (has_word(at + 1, {"-h", "--help", "--version"})) return std::nullopt;
        std::string_view app;
        std::size_t subcommand = 0;
        for (std::size_t i = at + 1; i < words_.size(); ++i) {
            const std::string_view word = text(i);
            if (is_one_of(word, {"-A", "--app"})) {
                app = is_literal(i + 1) ? text(i + 1) : std::string_view();
                ++i;
            } else if (word.starts_with("--app=")) {
                app = is_literal(i) ? word.substr(6) : std::string_view();
            } else if (word.starts_with("-A") && is_literal(i)) {
                app = word.substr(2);
            } else if (is_one_of(word, {"-b", "--broker", "--result-backend", "--loader", "--config", "--workdir"})) {
                ++i;
            } else if (!word.starts_with('-') && subcommand == 0) {
                subcommand = i;
            }
        }
        const bool is_known = std::ranges::find(celery_subcommands, text(subcommand)) != celery_subcommands.end();
        if (app.empty() || subcommand == 0 || !is_literal(subcommand) || !is_known) return std::nullopt;
        const std::string program = "celery -A " + std::string(app) + " " + std::string(text(subcommand));
        return load(program, at, std::max(subcommand, at + 1), settings_of({}));
    }

    std::optional<SettingsLoad> of_server(std::string_view name, std::size_t at) const {
        if (has_word(at + 1, {"-h", "--help", "--version"})) return std::nullopt;
        for (std::size_t i = at + 1; i < words_.size(); ++i) {
            const auto& options = server_options_with_value;
            if (std::ranges::find(options, text(i)) != options.end()) {
                ++i;
            } else if (is_literal(i) && is_django_application(text(i))) {
                const std::size_t colon = std::min(text(i).find(':'), text(i).size());
                const std::string program = std::string(name) + " " + std::string(text(i).substr(0, colon));
                return load(program, at, i, settings_of(environment_option(at + 1)));
            }
        }
        return std::nullopt;
    }

    std::optional<SettingsLoad> of_uwsgi(std::size_t at) const {
        const auto module = option_value(at + 1, {"--module", "--wsgi", "-w"});
        const auto file = option_value(at + 1, {"--wsgi-file", "--file"});
        const bool loads = (module && is_django_application(*module)) || (file && file->ends_with("wsgi.py"));
        if (!loads) return std::nullopt;
        const std::string target = module ? module->substr(0, module->find(':')) : *file;
        return load("uwsgi " + target, at, words_.size() - 1, settings_of(environment_option(at + 1)));
    }

    // Whether pytest-django is there and which settings its ini file names is not known here.
    std::optional<SettingsLoad> of_pytest(std::size_t at) const {
        if (has_word(at + 1, {"-h", "--help", "--version"})) return std::nullopt;
        const std::string settings = settings_of(option_value(at + 1, {"--ds"}));
        if (settings.empty()) return std::nullopt;
        return load("pytest", at, at, settings);
    }

    std::optional<SettingsLoad> of_pylint(std::size_t at) const {
        const auto plugins = option_value(at + 1, {"--load-plugins"});
        if (!plugins || plugins->find("pylint_django") == std::string::npos) return std::nullopt;
        return load("pylint", at, at, settings_of(option_value(at + 1, {"--django-settings-module"})));
    }

    // `--name=value`, `--name value`; the last one counts.
    std::optional<std::string> option_value(std::size_t from, std::initializer_list<std::string_view> names) const {
        std::optional<std::string> value;
        for (std::size_t i = from; i < words_.size() && text(i) != "--"; ++i) {
            for (const std::string_view name : names) {
                if (text(i) == name && i + 1 < words_.size()) {
                    value = words_[i + 1].text;
                } else if (text(i).starts_with(name) && text(i).substr(name.size()).starts_with('=')) {
                    value = text(i).substr(name.size() + 1);
                }
            }
        }
        return value;
    }

    // `--env DJANGO_SETTINGS_MODULE=config.settings` of gunicorn and uwsgi
    std::optional<std::string> environment_option(std::size_t from) const {
        for (std::size_t i = from; i < words_.size(); ++i) {
            const std::size_t name = text(i).find(settings_variable);
            if (name == std::string_view::npos) continue;
            const std::string_view rest = text(i).substr(name + settings_variable.size());
            if (rest.starts_with('=')) return std::string(rest.substr(1));
        }
        return std::nullopt;
    }

    // What names the module: the option, else an assignment in front, else what the script exported.
    std::string settings_of(const std::optional<std::string>& option) const {
        if (option) return *option;
        for (const auto* assignments : {&command_.assignments, &command_.inherited}) {
            const auto last =
                std::find_if(assignments->rbegin(), assignments->rend(),
                             [](const ShellAssignment& known) { return known.name == settings_variable; });
            if (last != assignments->rend()) return last->value.text;
        }
        return {};
    }

    SettingsLoad load(std::string program, std::size_t first, std::size_t last, std::string settings) const {
        const std::size_t end = std::min(last, words_.size() - 1);
        if (settings.empty()) settings = settings_of({});
        return {std::move(program), std::move(settings), {words_[first].span.begin, words_[end].span.end}};
    }

    const ShellCommand& command_;
    const std::vector<ShellWord>& words_;
};

}  // namespace

std::optional<SettingsLoad> settings_load(const ShellCommand& command) {
    return LoadFinder(command).find();
}

}  // namespace megactl::project
