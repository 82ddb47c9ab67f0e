// What holds for every tree: a second run changes nothing, and neither the order of sources, nor the number of threads,
// nor what is remembered has a say in the result.

#include "core/staticfiles/apply.hpp"
#include "core/staticfiles/content_memory.hpp"
#include "core/staticfiles/file_state.hpp"
#include "core/staticfiles/hashed_writes.hpp"
#include "core/staticfiles/pack_plan.hpp"
#include "core/staticfiles/post_process.hpp"
#include "tests/support/sandbox.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <random>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

using Tree = std::map<std::string, std::string>;

class AnyTree : public testing::TestWithParam<unsigned> {
protected:
    struct Options {
        std::string root = "root";
        std::size_t threads = 4;
        std::string memory = "memory";
        bool is_reversed = false;
    };

    // Style sheets and scripts refer to files with greater numbers, so that there is no ring. Everything is an hour
    // old.
    void SetUp() override {
        std::minstd_rand chance(GetParam());
        const auto below = [&](std::size_t count) { return chance() % count; };
        constexpr std::array<const char*, 5> endings{"css", "js", "png", "css", "txt"};
        std::vector<std::string> paths;
        for (std::size_t i = 0; i < 30; ++i)
            paths.push_back(fmt::format("s{}/d{}/f{}.{}", below(2), below(3), i, endings.at(below(endings.size()))));
        for (std::size_t i = 0; i < paths.size(); ++i) {
            std::string text = fmt::format("/* {} */\n", std::string(below(200), 'x'));
            for (std::size_t count = below(4); i + 1 < paths.size() && count > 0; --count) {
                const std::string& target = paths[i + 1 + below(paths.size() - i - 1)];
                text += below(2) == 0 ? fmt::format("a{{b:url(/static/{})}}\n", target)
                                      : fmt::format("@import '/static/{}';\n", target);
            }
            sandbox.write(paths[i], text);
            fs::last_write_time(sandbox.path() / paths[i], fs::file_time_type::clock::now() - std::chrono::hours(1));
        }
    }

    Applied collect(const Options& options) const {
        std::vector<SourceFolder> sources{{"s0", sandbox.path() / "s0", "s0"}, {"s1", sandbox.path() / "s1", "s1"}};
        for (const SourceFolder& source : sources)
            fs::create_directories(source.folder);
        if (options.is_reversed) std::ranges::reverse(sources);
        // The files are younger than is trusted, but nobody changes them within a tick of the clock.
        ContentMemory memory(sandbox.path() / "cache" / options.memory, std::chrono::nanoseconds(0));
        std::vector<Listing> listings;
        listings.reserve(sources.size());
        for (const SourceFolder& source : sources)
            listings.push_back(list_source(source, IgnorePatterns(std::span<const std::string>()), {}));
        Supply supply = first_wins(sources, std::move(listings));
        const fs::path root = sandbox.path() / options.root;
        auto targets = look_at_targets(root, supply.destinations());
        CollectPlan plan = make_plan(sources, std::move(supply), std::move(targets), {}, {});
        const RewriteRules rules{.release = DjangoRelease::v5_2, .rewrites_modules = true, .static_url = "/static/"};
        PostProcessed processed =
            post_process(collected_files(plan), sources,
                         {.rules = rules, .root = root, .memory = memory, .threads = options.threads});
        EXPECT_TRUE(processed.problems.empty());
        plan_hashed_writes(plan, std::move(processed.files), rules.release, root);
        plan_packing(plan, {Encoding::gzip, Encoding::brotli}, packed_extensions());
        Progress progress;
        Applied applied =
            apply(plan, sources, RootFolder(root, "root", {}),
                  {.root = root, .root_name = "root", .memory = memory, .threads = options.threads}, progress);
        memory.save();
        return applied;
    }

    // Leaves size and time as they are. Only when the kernel's clock has gone on does the change show at all.
    void change_stealthily(const fs::path& file) const {
        struct stat entry {};
        ASSERT_EQ(::stat(file.c_str(), &entry), 0);
        const FileState before = state_of(entry);
        const auto time = fs::last_write_time(file);
        std::string content = sandbox.read(file);
        content.front() = '!';
        do {
            sandbox.write(file, content);
            fs::last_write_time(file, time);
            ASSERT_EQ(::stat(file.c_str(), &entry), 0);
        } while (state_of(entry).changed == before.changed);
        ASSERT_EQ(state_of(entry).modified, before.modified);
    }

    Tree tree(const std::string& root) const {
        Tree tree;
        for (const auto& entry : fs::recursive_directory_iterator(sandbox.path() / root)) {
            if (!entry.is_regular_file()) continue;
            const std::string name = entry.path().lexically_relative(sandbox.path() / root).string();
            tree[name] = sandbox.read(fs::path(root) / name);
        }
        return tree;
    }

    tests::Sandbox sandbox;
};

TEST_P(AnyTree, StaysAsItIsWhenItIsCollectedAgain) {
    collect({});
    const Tree first = tree("root");
    const Applied again = collect({});
    EXPECT_EQ(again.copied, 0U);
    EXPECT_EQ(again.hashed, 1U);  // the manifest
    EXPECT_TRUE(again.packed.written.empty());
    EXPECT_EQ(tree("root"), first);
}

TEST_P(AnyTree, IsTheSameInAnyOrderAndOnAnyThreads) {
    collect({});
    collect({.root = "reversed", .threads = 1, .memory = "other", .is_reversed = true});
    EXPECT_EQ(tree("reversed"), tree("root"));
}

TEST_P(AnyTree, IsTheSameWhateverIsRemembered) {
    collect({});
    collect({.root = "known"});
    EXPECT_EQ(tree("known"), tree("root"));
    sandbox.write("cache/memory", "torn");
    collect({.root = "torn"});
    EXPECT_EQ(tree("torn"), tree("root"));
}

TEST_P(AnyTree, FollowsAChangeThatKeepsSizeAndTime) {
    collect({});
    std::size_t changed = 0;
    for (const char* const source : {"s0", "s1"}) {
        for (const auto& entry : fs::recursive_directory_iterator(sandbox.path() / source)) {
            if (!entry.is_regular_file() || entry.path().extension() != ".png") continue;
            change_stealthily(entry.path());
            ++changed;
        }
    }
    ASSERT_GT(changed, 0U);
    collect({.root = "known"});
    collect({.root = "unknown", .memory = "other"});
    EXPECT_EQ(tree("known"), tree("unknown"));
}

INSTANTIATE_TEST_SUITE_P(Chance, AnyTree, testing::Range(1U, 7U));

}  // namespace
}  // namespace megactl::staticfiles
