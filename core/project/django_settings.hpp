#pragma once

#include "core/base/source.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/settings_condition.hpp"
#include "core/project/tree.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

enum class ValueType { text, integer, number, boolean, list, dict, json, url, path };

// "str", "int", "float", "bool", "list", "dict", "json", "url", "path": Python's words.
std::string_view name_of(ValueType type);

// How a boolean is read, as the libraries differ.
enum class BooleanWords {
    django_environ,  // numbers, or true on ok y yes 1; anything else is silently false
    decouple,        // y yes t true on 1 / n no f false off 0; else ValueError
    environs,        // marshmallow's sets; else an error
    truthiness,      // any text that is not empty is true, "False" and "0" too
    python_literal,  // `ast.literal_eval`: True, False, None or a number, as Python writes them
    custom,          // compared with words of its own: `accepted_words`
};

// When a read happens.
enum class ReadWhen {
    at_import,    // always, when the module is imported
    conditional,  // inside an `if` whose condition is not known here, or after `or`
    lazily,       // inside a function that importing does not call
    guarded,      // inside `try … except KeyError` and the like: absence is expected
};

// One place where the settings read a variable.
struct VariableRead {
    std::string name;            // in capitals where any letters do
    bool ignores_case = false;   // `secret_key` is as good as `SECRET_KEY`: pydantic's
    Location at;                 // of the call or subscript
    std::string idiom;           // "env", "os.environ[]", "os.getenv", "config", …
    bool is_required = false;    // unset raises, wherever and whenever it is read: `when` tells that
    bool refuses_empty = false;  // empty raises as well: `if not X: raise`, int("")
    // Raises only while DEBUG is false: `if not DEBUG and not ALLOWED_HOSTS: raise`; `raised_at` is the line that does.
    bool only_without_debug = false;
    std::optional<Location> raised_at;
    // The default as text without quotes where it is a literal (`[]`, `["a"]` as written), else its source; nothing
    // without a default, where an unset variable raises or gives None.
    std::optional<std::string> default_text;
    Location default_at;
    bool default_is_literal = false;
    ValueType type = ValueType::text;
    BooleanWords boolean_words = BooleanWords::django_environ;
    std::vector<std::string> accepted_words;
    bool words_ignore_case = false;  // the text is lower-cased (or upper-cased) before it meets `accepted_words`
    ReadWhen when = ReadWhen::at_import;
    // Of a conditional read: the branches that it stands in, as of a SettingAssignment. Empty where those around what
    // calls it are not known.
    Clauses under{};
    bool may_be_set_here = false;  // the settings set it themselves in front: `os.environ.setdefault`
    // Other variables that would do as well: `getenv("A") or getenv("B")`.
    std::vector<std::string> alternatives;
    std::string setting;  // the setting it is assigned to: "SECRET_KEY"; empty where it is none
};

// A module-level assignment, in whatever branch.
struct SettingAssignment {
    std::string name;
    std::string source;                  // the right side as written; of `X += …` the statement
    std::optional<std::string> literal;  // its text where it is a string, number or True/False/None
    Location at;
    bool is_change = false;  // `X += …`, `X.append(…)`: of what was assigned before
    // What the branches around it say that it stands in; their reads are indices into DjangoSettings::reads.
    Clauses under{};
};

// What a settings module and the modules it is made of (`from .base import *`) read from the environment and set.
// No Python is run.
struct DjangoSettings {
    std::string module;                  // "config.settings"; empty where none was found
    std::string site{};                  // the folder of the site it is of; empty where no manage.py tells
    std::string named_by;                // who said so, for people: "manage.py:9"
    std::optional<Location> named_at{};  // where, if a file of the project does
    std::vector<Source> files;           // the module's own first, then in the order of import
    std::vector<VariableRead> reads;
    std::vector<SettingAssignment> assignments;
    bool changes_debug = false;  // DEBUG is assigned several times: a condition may see another than the last
    // Prefixes of which every variable is read (`DJANGO_` by dynaconf): nothing that begins so is unread.
    std::vector<std::string> read_prefixes;
    // Reads whose name could not be told; then no variable is called unread for certain.
    std::vector<Location> dynamic_reads;
    // Env files the settings read by themselves (`read_env`, `load_dotenv`), from the project's root.
    std::vector<std::string> env_files;
    // They may read one more: behind a condition, or at a path that can't be told.
    bool may_read_env_file = false;
    std::vector<Misunderstanding> misunderstood;

    const SettingAssignment* last_assignment(std::string_view name) const;
};

// Finds the settings module as Django does: `named` (an environment's DJANGO_SETTINGS_MODULE, may be empty), else the
// `setdefault` of manage.py, wsgi.py or asgi.py. Looks in the site's folder (without one, in the root) and in those one
// below. `settings_file`, when not empty, is the very file to read and wins.
DjangoSettings scan_django_settings(const Tree& tree, std::string_view named,
                                    const std::filesystem::path& settings_file = {}, const std::string& site = {});

// Every variable that Python code outside the settings reads (`os.environ["X"]` in apps and commands), by name: they
// make no contract, but what they read is not unread.
std::set<std::string> names_read_elsewhere(const Tree& tree, const DjangoSettings& settings);

}  // namespace megactl::project
