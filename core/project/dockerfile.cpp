#include "core/project/dockerfile.hpp"

#include "core/base/text.hpp"
#include "core/project/dockerfile_lines.hpp"
#include "core/project/dockerfile_syntax.hpp"
#include "core/project/dockerfile_word.hpp"
#include "core/project/string_array.hpp"

#include <algorithm>
#include <initializer_list>

namespace megactl::project {
namespace {

// A file that isn't a Dockerfile at all is told by its first lines.
constexpr std::size_t most_misunderstandings = 20;

bool has_exec_form(std::string_view keyword) {
    return is_one_of(keyword, {"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"});
}

bool takes_flags(std::string_view keyword) {
    return is_one_of(keyword, {"ADD", "COPY", "FROM", "HEALTHCHECK", "RUN"});
}

// BuildKit: `^[a-z][a-z0-9-_.]*$`, and not the one base that is none.
bool is_stage_name(std::string_view lower_case_name) {
    return !lower_case_name.empty() && is_letter(lower_case_name.front()) && lower_case_name != "scratch" &&
           std::ranges::all_of(lower_case_name, [](char c) { return is_name_character(c) || c == '-' || c == '.'; });
}

// For messages: short, and harmless to a terminal.
std::string shown(std::string_view word) {
    constexpr std::size_t longest = 40;
    return "`" + escape_controls(word.substr(0, longest)) + (word.size() > longest ? "…`" : "`");
}

class DockerfileParser {
public:
    DockerfileParser(Source source, std::string context) : lines_(source->text()) {
        file_.path = source->name();
        file_.source = std::move(source);
        file_.context = std::move(context);
    }

    Dockerfile parse() {
        file_.escape = lines_.escape();
        for (const auto& fault : lines_.faults())
            note(fault.span, fault.reason);
        while (const auto line = lines_.next())
            read(*line, false, {});
        if (!file_.stages.empty()) {
            file_.stages.back().end = file_.instructions.size();
        } else if (file_.misunderstood.empty()) {
            note({0, 0}, "there is no `FROM`");
        }
        return std::move(file_);
    }

private:
    void note(Span span, std::string reason) {
        if (file_.misunderstood.size() > most_misunderstandings) return;
        if (file_.misunderstood.size() == most_misunderstandings)
            reason = "too much is not understood to tell all of it";
        file_.misunderstood.push_back({{file_.source, span}, std::move(reason)});
    }

    // `onbuild` is where an ONBUILD in front of it began.
    void read(const FoldedText& line, bool is_onbuild, std::size_t onbuild) {
        const std::string& text = line.text();
        const std::size_t keyword_end = std::min(text.find_first_of(" \t\v\f\r"), text.size());
        Instruction instruction;
        instruction.keyword = upper(std::string_view(text).substr(0, keyword_end));
        instruction.keyword_span = line.in_source({0, keyword_end});
        instruction.span = line.in_source({0, text.size()});
        if (is_onbuild) instruction.span.begin = onbuild;
        instruction.is_onbuild = is_onbuild;
        if (!is_dockerfile_keyword(instruction.keyword)) {
            note(instruction.keyword_span, shown(text.substr(0, keyword_end)) + " is no Dockerfile instruction");
            return;
        }
        const std::size_t begin = skip_blanks(text, keyword_end);
        if (instruction.keyword == "ONBUILD") {
            read_onbuild(line, begin, instruction);
            return;
        }
        read_flags(instruction, line.slice({begin, text.size()}));
        read_forms(instruction);
        read_heredocs(instruction);
        check(instruction);
        keep(std::move(instruction));
    }

    void read_onbuild(const FoldedText& line, std::size_t begin, const Instruction& onbuild) {
        const FoldedText rest = line.slice({begin, line.text().size()});
        const std::string word = upper(rest.text().substr(0, rest.text().find_first_of(" \t\v\f\r")));
        if (onbuild.is_onbuild || is_one_of(word, {"", "ONBUILD", "FROM", "MAINTAINER"})) {
            note(onbuild.span, "ONBUILD needs an instruction other than FROM, MAINTAINER and ONBUILD");
            return;
        }
        read(rest, true, onbuild.span.begin);
    }

    void read_flags(Instruction& instruction, FoldedText rest) {
        FlagWords words = flag_words(rest.text());
        for (Flag& flag : words.flags) {
            flag.span = rest.in_source(flag.span);
            if (!takes_flags(instruction.keyword)) {
                note(flag.span, instruction.keyword + " takes no flag `--" + escape_controls(flag.name) + "`");
            }
        }
        instruction.flags = std::move(words.flags);
        instruction.rest = words.end == 0 ? std::move(rest) : rest.slice({words.end, rest.text().size()});
    }

    void read_forms(Instruction& instruction) {
        const std::string& text = instruction.rest.text();
        if (has_exec_form(instruction.keyword)) instruction.exec_form = parse_string_array(text);
        if (!is_one_of(instruction.keyword, {"ARG", "ENV", "LABEL"})) return;
        AssignmentWords words = assignment_words(instruction.keyword, text, file_.escape);
        for (const auto& fault : words.faults)
            note(instruction.rest.in_source(fault.span), fault.reason);
        for (Assignment& assignment : words.assignments) {
            assignment.span = instruction.rest.in_source(assignment.span);
            if (assignment.raw_value) check_word(*assignment.raw_value, assignment.span);
        }
        instruction.assignments = std::move(words.assignments);
    }

    void read_heredocs(Instruction& instruction) {
        if (instruction.exec_form || !is_one_of(instruction.keyword, {"ADD", "COPY", "RUN"})) return;
        instruction.heredocs = heredoc_words(instruction.rest.text());
        for (Heredoc& heredoc : instruction.heredocs) {
            if (lines_.read_body(heredoc)) continue;
            note(instruction.span, "the here-document " + shown(heredoc.name) + " has no end");
        }
    }

    // A word that the builder would refuse whatever the variables hold.
    void check_word(std::string_view raw, Span span) {
        std::size_t work = raw.size() * 2;
        const Expansion expansion = expand(raw, {}, file_.escape, work);
        if (expansion.state == Expansion::State::malformed) note(span, std::string(expansion.reason));
    }

    void check(const Instruction& instruction) {
        const std::string& keyword = instruction.keyword;
        if (instruction.rest.empty() && !is_one_of(keyword, {"CMD", "ENTRYPOINT"})) {
            note(instruction.span, keyword + " has nothing behind it");
        }
        if (is_one_of(keyword, {"USER", "WORKDIR"})) check_word(instruction.rest.text(), instruction.span);
        if (keyword == "SHELL" && !instruction.exec_form) {
            note(instruction.span, "SHELL needs a JSON array of strings");
        }
        if (file_.stages.empty() && !is_one_of(keyword, {"ARG", "FROM"})) {
            note(instruction.keyword_span, keyword + " stands before the first FROM");
        }
    }

    void keep(Instruction instruction) {
        const std::size_t index = file_.instructions.size();
        if (instruction.keyword == "FROM") begin_stage(instruction);
        if (instruction.keyword == "SHELL" && instruction.exec_form && !instruction.is_onbuild) shell_ = index;
        instruction.shell = shell_;
        file_.instructions.push_back(std::move(instruction));
    }

    void begin_stage(const Instruction& from) {
        const std::size_t index = file_.instructions.size();
        if (file_.stages.empty()) {
            globals_ = environment_before(file_, 0, index);
        } else {
            file_.stages.back().end = index;
            last_shell_.push_back(shell_);
        }
        Stage stage;
        stage.from = index;
        stage.end = index + 1;
        stage.span = from.span;
        read_from(from, stage);
        shell_ = stage.parent ? last_shell_[*stage.parent] : std::nullopt;
        if (!stage.name.empty()) stage_by_name_[lower(stage.name)] = file_.stages.size();
        file_.stages.push_back(std::move(stage));
    }

    // `IMAGE [AS NAME]`
    void read_from(const Instruction& from, Stage& stage) {
        const std::string& text = from.rest.text();
        std::vector<std::string_view> words;
        for (std::size_t begin = 0; begin < text.size() && words.size() < 4;) {
            const std::size_t end = std::min(text.find_first_of(" \t\v\f\r", begin), text.size());
            words.push_back(std::string_view(text).substr(begin, end - begin));
            begin = skip_blanks(text, end);
        }
        if (words.empty()) return;
        stage.base = words[0];
        check_word(stage.base, from.span);
        const std::string base = expand_word(stage.base, globals_, file_.escape).value_or(std::string());
        const auto parent = stage_by_name_.find(lower(base));
        if (parent != stage_by_name_.end()) stage.parent = parent->second;
        if (words.size() == 1) return;
        if (words.size() != 3 || !equal_ignoring_case(words[1], "as")) {
            note(from.span, "FROM reads `IMAGE [AS NAME]`");
        } else if (is_stage_name(lower(words[2]))) {
            stage.name = words[2];
        } else {
            note(from.span, shown(words[2]) + " is no name for a stage");
        }
    }

    DockerfileLines lines_;
    Dockerfile file_;
    BuildEnvironment globals_;
    std::map<std::string, std::size_t> stage_by_name_;  // in lower case; the latest of a name
    std::optional<std::size_t> shell_;
    std::vector<std::optional<std::size_t>> last_shell_;  // of each finished stage
};

}  // namespace

Dockerfile parse_dockerfile(Source source, std::string context) {
    return DockerfileParser(std::move(source), std::move(context)).parse();
}

const Flag* Instruction::flag(std::string_view name) const {
    const auto found = std::ranges::find(flags, name, &Flag::name);
    return found == flags.end() ? nullptr : &*found;
}

}  // namespace megactl::project
