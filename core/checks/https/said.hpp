#pragma once

#include "core/checks/https/https_site.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What settings say of a name, before it is taken for a flag, a number or a list.
namespace megactl::checks::https_rules {

struct Said {
    std::string text{};
    const project::VariableRead* read = nullptr;  // null where the settings say it themselves, or nobody read them
    std::string said_by{};
    std::optional<Location> at{};
    std::string variable{};
    bool is_quoted = false;  // a text of Python's, of which any but the empty one counts as true
};

// Does it count as true? Nothing where its reader refuses it, or it is no word for a flag.
std::optional<bool> truth_of(const Said& said);

// What the settings say of a name, in one place of theirs.
struct Word {
    const project::SettingAssignment* assignment = nullptr;  // null for several: which counts depends on a branch
    const project::VariableRead* read = nullptr;             // null where the right side is more than a read
};

// What settings say of the names that decide about HTTPS, looked through once for all processes that load them.
struct Settings {
    explicit Settings(const DjangoSettings& settings);

    // The one that holds where this process has imported them; null where nothing is assigned on its way.
    const Word* find(std::string_view name, const HttpsSite& site) const;

    const DjangoSettings* all;
    std::map<std::string_view, std::vector<Word>> words{};  // as they follow one another
};

// Nothing where it can't be told. Without settings to read (null) the variables count that sites commonly name after
// them.
std::optional<Said> said(const Settings* settings, const HttpsSite& site, std::string_view name,
                         std::string_view django_default);

}  // namespace megactl::checks::https_rules
