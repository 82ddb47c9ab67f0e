#include "core/staticfiles/content_memory.hpp"

#include "core/base/error.hpp"
#include "core/staticfiles/stopped.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <string>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

const auto question = ContentMemory::question("is it red?");

class Memory : public testing::Test {
protected:
    // The state of a file that was left alone for an hour.
    static FileState state(std::uint64_t inode) {
        const auto hour_ago = std::chrono::system_clock::now() - std::chrono::hours(1);
        const auto time = std::chrono::nanoseconds(hour_ago.time_since_epoch()).count();
        return {.device = 1, .inode = inode, .size = 4, .modified = time, .changed = time};
    }

    fs::path file() const { return sandbox.path() / "cache/root"; }

    void keep(const FileState& state) const {
        ContentMemory memory(file());
        memory.keep_digest(state, content_digest("text"));
        memory.keep_answer(content_digest("text"), question, 7);
        memory.save();
    }

    bool remembers(const FileState& state) const {
        ContentMemory memory(file());
        const bool knows_digest = memory.digest_of(state) == content_digest("text");
        const bool knows_answer = memory.answer(content_digest("text"), question) == 7U;
        EXPECT_EQ(knows_digest, knows_answer);
        return knows_digest;
    }

    tests::Sandbox sandbox;
    FileState one = state(1);
};

TEST_F(Memory, KnowsAnUnchangedFile) {
    keep(one);
    EXPECT_TRUE(remembers(one));
}

TEST_F(Memory, KnowsNoFileOfWhichAnythingChanged) {
    keep(one);
    ContentMemory memory(file());
    for (const auto part : {&FileState::modified, &FileState::changed}) {
        FileState other = one;
        ++(other.*part);
        EXPECT_FALSE(memory.digest_of(other));
    }
    for (const auto part : {&FileState::device, &FileState::inode, &FileState::size}) {
        FileState other = one;
        ++(other.*part);
        EXPECT_FALSE(memory.digest_of(other));
    }
}

TEST_F(Memory, DistrustsWhatChangedAMomentAgo) {
    // Later than now, however long the test takes to come to it.
    const auto later = std::chrono::system_clock::now() + std::chrono::hours(1);
    FileState young = one;
    young.changed = std::chrono::nanoseconds(later.time_since_epoch()).count();
    ContentMemory memory(file());
    memory.keep_digest(young, content_digest("text"));
    memory.save();
    EXPECT_FALSE(ContentMemory(file()).digest_of(young));
}

TEST_F(Memory, ForgetsWhatNobodyAsksForOnceItGrows) {
    keep(one);
    const FileState two = state(2);
    keep(two);
    EXPECT_FALSE(ContentMemory(file()).digest_of(one));
    EXPECT_TRUE(remembers(two));
}

TEST_F(Memory, IsEmptyWhereverItIsTorn) {
    keep(one);
    const std::string whole = sandbox.read("cache/root");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        sandbox.write("cache/root", whole.substr(0, size));
        fs::permissions(file(), fs::perms::owner_read | fs::perms::owner_write);
        EXPECT_FALSE(remembers(one)) << size;
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        sandbox.write("cache/root", damaged);
        EXPECT_FALSE(remembers(one)) << at;
    }
    sandbox.write("cache/root", whole);
    EXPECT_TRUE(remembers(one));
}

TEST_F(Memory, IsEmptyWhereOthersMayWrite) {
    keep(one);
    fs::permissions(file(), fs::perms::others_write, fs::perm_options::add);
    EXPECT_FALSE(remembers(one));
}

TEST_F(Memory, IsNoneWhereItCannotBeWritten) {
    sandbox.write("cache", "a file");
    keep(one);
    EXPECT_FALSE(remembers(one));
    EXPECT_EQ(sandbox.read("cache"), "a file");
}

TEST_F(Memory, ReadsAFileOnceForItsDigest) {
    sandbox.write("a.css", "text");
    const fs::path path = sandbox.path() / "a.css";
    ContentMemory memory(file());
    EXPECT_EQ(known_digest(path, "a.css", one, memory), content_digest("text"));
    keep(one);
    ContentMemory next(file());
    EXPECT_EQ(known_digest(sandbox.path() / "gone", "gone", one, next), content_digest("text"));
    EXPECT_THROW(known_digest(sandbox.path() / "gone", "gone", state(2), next), Error);
}

TEST_F(Memory, KeepsNothingOfAFileThatAStopEnded) {
    sandbox.write("a.css", "text");
    std::stop_source stop;
    stop.request_stop();
    ContentMemory memory(file());
    EXPECT_THROW(known_digest(sandbox.path() / "a.css", "a.css", one, memory, stop.get_token()), Stopped);
    memory.save();
    EXPECT_FALSE(remembers(one));
}

}  // namespace
}  // namespace megactl::staticfiles
