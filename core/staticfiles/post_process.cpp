#include "core/staticfiles/post_process.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/staticfiles/collected_names.hpp"
#include "core/staticfiles/content_file.hpp"
#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/dependency_order.hpp"
#include "core/staticfiles/hashed_name.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/nearest_path.hpp"
#include "core/staticfiles/parallel.hpp"
#include "core/staticfiles/rewrite.hpp"
#include "core/staticfiles/stopped.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

namespace megactl::staticfiles {
namespace {

constexpr Bytes text_limit{1ULL << 30};

class PostProcess {
public:
    PostProcess(std::span<const Transfer> collected, std::span<const SourceFolder> sources,
                const PostProcessOptions& options)
        : collected_(collected),
          sources_(sources),
          options_(options),
          memory_(options.memory),
          style_question_(question_of(".css", options.rules)),
          script_question_(question_of(".js", options.rules)),
          names_(collected, options.rules, options.is_root_cleared ? std::filesystem::path{} : options.root,
                 options.stop),
          needs_(collected.size()),
          states_(collected.size()) {}

    PostProcessed run() {
        in_parallel(collected_.size(), [&](std::size_t index) { hash(index); });
        for (std::size_t index = 0; index < collected_.size(); ++index) {
            if (!states_[index].refers) names_.leave_plain(index);
        }
        for_each_rewritten([&](std::size_t index) { first_look(index); });
        if (options_.stop.stop_requested()) return {};
        const DependencyOrder order = dependency_order(needs_);
        for (const std::vector<std::size_t>& level : order.levels) {
            in_parallel(level.size(), [&](std::size_t i) { finish(level[i]); });
            if (options_.stop.stop_requested()) return {};
            settle_names(level);
        }
        PostProcessed result;
        tell_rings(order, result);
        for (std::size_t index = 0; index < collected_.size(); ++index)
            take(index, result);
        return result;
    }

private:
    // What is known of a style sheet or script.
    struct State {
        bool refers = false;  // to files, whose names change its text
        std::string text;
        std::string hash;
        bool is_utf8 = true;
        std::vector<ReferenceProblem> problems;
    };

    void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) const {
        run_parallel(count, options_.threads, options_.stop, [&](const std::stop_token&) -> Work { return work; });
    }

    std::filesystem::path file_of(std::size_t index) const {
        return sources_[collected_[index].source].folder / collected_[index].path;
    }

    std::string shown(std::size_t index) const {
        return source_path(sources_[collected_[index].source], collected_[index].path);
    }

    // Do style sheets, or scripts, with a certain content refer to files?
    static ContentMemory::Question question_of(std::string_view ending, const RewriteRules& rules) {
        return ContentMemory::question(fmt::format("refers {} {} {} {}", ending, static_cast<int>(rules.release),
                                                   rules.rewrites_modules, rules.static_url));
    }

    void hash(std::size_t index) {
        const std::string name = shown(index);
        const Digest digest = names_.is_rewritten(index)
                                  ? digest_of_text(index, name)
                                  : known_digest(file_of(index), name, state_of(index), memory_, options_.stop);
        names_.hashes[index] = digits_of(digest);
        names_.names[index] = hashed_name(collected_[index].destination, names_.hashes[index]);
        if (options_.progress != nullptr) options_.progress->done.fetch_add(1, std::memory_order_relaxed);
    }

    const FileState& state_of(std::size_t index) const { return collected_[index].state; }

    // Read once, a text tells its hash and whether it has to be rewritten.
    Digest digest_of_text(std::size_t index, const std::string& name) {
        State& state = states_[index];
        const std::string& path = collected_[index].destination;
        const ContentMemory::Question question = path.ends_with(".css") ? style_question_ : script_question_;
        if (const auto digest = memory_.digest_of(state_of(index))) {
            const auto answer = memory_.answer(*digest, question);
            state.refers = answer.value_or(1) != 0;
            if (answer) return *digest;
        }
        ContentFile file(file_of(index), name, options_.stop);
        const std::string text = file.text(text_limit);
        const Digest digest = content_digest(text);
        memory_.keep_digest(file.state(), digest);
        state.is_utf8 = is_utf8(text);
        state.refers = !state.is_utf8 || refers(path, text, options_.rules);
        memory_.keep_answer(digest, question, state.refers ? 1 : 0);
        return digest;
    }

    void for_each_rewritten(const std::function<void(std::size_t)>& work) {
        std::vector<std::size_t> rewritten;
        for (std::size_t i = 0; i < collected_.size(); ++i) {
            if (names_.is_rewritten(i)) rewritten.push_back(i);
        }
        in_parallel(rewritten.size(), [&](std::size_t i) { work(rewritten[i]); });
    }

    std::string read(std::size_t index) const {
        const std::string name = shown(index);
        return ContentFile(file_of(index), name, options_.stop).text(text_limit);
    }

    // Rewrites with the names of plain contents, which tells what the file needs. If it needs none that is rewritten
    // itself, the text is right already.
    void first_look(std::size_t index) {
        State& state = states_[index];
        std::string text = read(index);
        state.is_utf8 = is_utf8(text);
        if (!state.is_utf8) return;
        NamesWithMemory names(names_);
        Rewritten rewritten = rewrite(collected_[index].destination, text, options_.rules, names);
        needs_[index] = names.take_rewritten();
        if (!rewritten.remarks.empty()) keep_remarks(index, std::move(text), rewritten.remarks);
        if (needs_[index].empty()) keep_text(index, std::move(rewritten.text));
    }

    void finish(std::size_t index) {
        if (needs_[index].empty()) return;
        NamesWithMemory names(names_);
        keep_text(index, rewrite(collected_[index].destination, read(index), options_.rules, names).text);
    }

    void keep_text(std::size_t index, std::string text) {
        states_[index].hash = content_hash(text);
        states_[index].text = std::move(text);
    }

    void settle_names(const std::vector<std::size_t>& level) {
        for (const std::size_t index : level) {
            if (!names_.is_rewritten(index) || !states_[index].is_utf8) continue;
            names_.names[index] = hashed_name(collected_[index].destination, states_[index].hash);
        }
    }

    void keep_remarks(std::size_t index, std::string text, std::vector<RewriteRemark>& remarks) {
        const auto source = std::make_shared<const SourceText>(shown(index), std::move(text));
        std::ranges::stable_sort(remarks, {}, [](const RewriteRemark& remark) { return remark.at.begin; });
        for (RewriteRemark& remark : remarks) {
            ReferenceProblem problem{.kind = ReferenceProblem::Kind::missing,
                                     .file = source->name(),
                                     .at = Location{source, remark.at},
                                     .written = std::move(remark.written),
                                     .target = std::move(remark.target),
                                     .is_in_comment = remark.is_in_comment};
            if (remark.kind == Resolution::Kind::outside) problem.kind = ReferenceProblem::Kind::outside;
            if (remark.kind == Resolution::Kind::replaced) problem.kind = ReferenceProblem::Kind::unwritten;
            states_[index].problems.push_back(std::move(problem));
        }
    }

    void tell_rings(const DependencyOrder& order, PostProcessed& result) const {
        for (const std::vector<std::size_t>& ring : order.rings) {
            ReferenceProblem problem{.kind = ReferenceProblem::Kind::cycle, .file = shown(ring.front())};
            for (const std::size_t index : ring)
                problem.cycle.push_back(collected_[index].destination);
            problem.cycle.push_back(problem.cycle.front());
            result.problems.push_back(std::move(problem));
        }
    }

    void take(std::size_t index, PostProcessed& result) {
        State& state = states_[index];
        for (ReferenceProblem& problem : state.problems)
            take_problem(std::move(problem), result);
        HashedFile file{.original = collected_[index], .name = names_.names[index]};
        if (!state.is_utf8) {
            result.problems.push_back({.kind = ReferenceProblem::Kind::not_utf8, .file = shown(index)});
        }
        const std::string place = normal_path(file.name);
        if (leaves_root(place) || place == "." || place.find('\0') != std::string::npos) {
            result.problems.push_back(
                {.kind = ReferenceProblem::Kind::unusable, .file = shown(index), .target = place});
        }
        if (names_.is_rewritten(index)) file.text = std::move(state.text);
        result.files.push_back(std::move(file));
    }

    void take_problem(ReferenceProblem problem, PostProcessed& result) const {
        if (problem.kind == ReferenceProblem::Kind::unwritten) {
            const auto target = names_.index_of(normal_path(problem.target));
            const bool is_changed =
                target && names_.is_rewritten(*target) && states_[*target].hash != names_.hashes[*target];
            if (is_changed) result.warnings.push_back(std::move(problem));
            return;
        }
        // Looking for what was meant takes a while where there are many files.
        constexpr std::size_t searched = 20;
        if (problem.kind == ReferenceProblem::Kind::missing && result.problems.size() < searched) {
            problem.nearest = nearest_path(problem.target, collected_);
        }
        result.problems.push_back(std::move(problem));
    }

    std::span<const Transfer> collected_;
    std::span<const SourceFolder> sources_;
    const PostProcessOptions& options_;
    ContentMemory& memory_;
    ContentMemory::Question style_question_;
    ContentMemory::Question script_question_;
    CollectedNames names_;
    Dependencies needs_;
    std::vector<State> states_;
};

}  // namespace

PostProcessed post_process(std::span<const Transfer> collected, std::span<const SourceFolder> sources,
                           const PostProcessOptions& options) {
    try {
        return PostProcess(collected, sources, options).run();
    } catch (const Stopped&) {
        return {};
    }
}

}  // namespace megactl::staticfiles
