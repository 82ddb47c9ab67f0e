#include "core/project/settings_scan.hpp"

#include <algorithm>

namespace megactl::project {

// Something raises, or ends the process, where `path` holds.
void SettingsScan::refuse(Clauses path, Span place) {
    if (place_.guards > 0) return;
    const Location at = locate(place);
    const std::size_t before = path.size();
    std::erase_if(path,
                  [](const Clause& clause) { return clause.size() == 1 && clause[0].kind == Atom::Kind::debug_off; });
    const bool only_without_debug = path.size() < before;
    // `if default is None: raise`, in a wrapper: only whoever calls it without one is refused.
    const auto not_given = std::ranges::find_if(
        path, [](const Clause& clause) { return clause.size() == 1 && clause[0].kind == Atom::Kind::not_given; });
    if (path.size() == 2 && not_given != path.end()) {
        const Clause& other = path[not_given == path.begin() ? 1 : 0];
        if (other.size() == 1) refuse_without_default(other[0], not_given->front().read, at);
        return;
    }
    if (path.size() == 1) {
        for (const Atom& atom : path[0])
            refuse_atom(atom, only_without_debug, at);
        return;
    }
    // Each of several must fail: one of them is enough.
    std::vector<std::size_t> reads;
    for (const Clause& clause : path) {
        if (clause.size() != 1 || (clause[0].kind != Atom::Kind::falsy && clause[0].kind != Atom::Kind::absent)) return;
        reads.push_back(clause[0].read);
    }
    link_alternatives(reads);
}

void SettingsScan::refuse_without_default(const Atom& atom, std::size_t parameter, const Location& at) {
    if (atom.kind != Atom::Kind::falsy && atom.kind != Atom::Kind::absent) return;
    Draft& draft = drafts_[atom.read];
    const bool is_of_the_wrapper =
        draft.is_template() && draft.function == place_.function && draft.read.when != ReadWhen::guarded;
    const bool has_another_default = draft.default_parameter != no_index ? draft.default_parameter != parameter
                                                                         : draft.read.default_text.has_value();
    if (!is_of_the_wrapper || has_another_default) return;
    draft.default_parameter = parameter;
    draft.is_required_without_default = true;
    draft.read.raised_at = at;
}

void SettingsScan::refuse_atom(const Atom& atom, bool only_without_debug, const Location& at) {
    const bool refuses_empty = atom.kind == Atom::Kind::falsy || atom.kind == Atom::Kind::empty;
    if (!refuses_empty && atom.kind != Atom::Kind::absent) return;
    Draft& draft = drafts_[atom.read];
    VariableRead& read = draft.read;
    // A function's `raise` says nothing about what the module read: nobody may call it.
    if (draft.function != place_.function || read.when == ReadWhen::guarded) return;
    // What is refused anyway is not refused "only without DEBUG".
    if (only_without_debug && ((read.is_required && !read.only_without_debug) || read.refuses_empty)) return;
    const bool default_is_refused = draft.default_truth == DefaultTruth::absent
                                        ? atom.kind != Atom::Kind::empty
                                        : draft.default_truth == DefaultTruth::falsy &&
                                              (atom.kind == Atom::Kind::falsy ||
                                               read.default_text == (atom.kind == Atom::Kind::empty ? "" : "None"));
    if (draft.default_parameter != no_index) draft.is_required_without_default = true;
    if (default_is_refused) read.is_required = true;
    if (refuses_empty) read.refuses_empty = true;
    read.only_without_debug = only_without_debug;
    read.raised_at = at;
}

void SettingsScan::link_alternatives(std::span<const std::size_t> reads) {
    constexpr std::size_t most_alternatives = 16;
    if (reads.size() < 2 || reads.size() > most_alternatives) return;
    for (const std::size_t index : reads) {
        VariableRead& read = drafts_[index].read;
        for (const std::size_t other : reads) {
            const std::string& name = drafts_[other].read.name;
            if (name == read.name || drafts_[other].is_template()) continue;
            if (read.alternatives.size() >= most_alternatives) break;
            if (std::ranges::find(read.alternatives, name) == read.alternatives.end())
                read.alternatives.push_back(name);
        }
    }
}

}  // namespace megactl::project
