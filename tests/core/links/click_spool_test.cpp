#include "core/links/click_spool.hpp"

#include "core/base/error.hpp"
#include "core/links/click_record.hpp"
#include "core/links/spool_reader.hpp"
#include "core/links/spool_segments.hpp"
#include "core/links/spool_survey.hpp"
#include "tests/support/sandbox.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <thread>

namespace megactl::links {
namespace {

namespace fs = std::filesystem;

Click click(std::int64_t number) {
    return {.id = fmt::format("click-{}", number),
            .link_id = number,
            .referrer = "https://example.org/",
            .user_agent = "Agent/1.0",
            .address = number % 2 == 0 ? std::optional<std::string>("203.0.113.7") : std::nullopt,
            .at = celery::Time(std::chrono::microseconds(number))};
}

SpoolSettings settings(const fs::path& folder, std::string identity = "database broker") {
    return {.folder = folder, .identity = std::move(identity)};
}

void append(ClickSpool::Writer& writer, std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i < to; ++i) {
        const std::array one{click(i)};
        writer.append(one);
    }
}

// Reads and confirms everything that is there; the links' numbers.
std::vector<std::int64_t> drain(ClickSpool& spool, std::size_t most = 1000) {
    std::vector<std::int64_t> numbers;
    for (const auto& strand : spool.strands()) {
        SpoolReader reader(spool, strand);
        for (SpoolBatch batch = reader.read(most); !batch.clicks.empty(); batch = reader.read(most)) {
            for (const Click& one : batch.clicks)
                numbers.push_back(one.link_id);
            reader.confirm(batch.last_sequence);
        }
    }
    return numbers;
}

std::vector<std::int64_t> range(std::int64_t from, std::int64_t to) {
    std::vector<std::int64_t> numbers;
    for (std::int64_t i = from; i < to; ++i)
        numbers.push_back(i);
    return numbers;
}

TEST(ClickRecord, HasTheChecksumThatAllKnow) {
    EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
}

TEST(ClickSpool, GivesBackWhatWasAppended) {
    const tests::Sandbox sandbox;
    ClickSpool spool(settings(sandbox.path() / "spool"));
    const auto writer = spool.open_writer();
    append(*writer, 0, 10);
    EXPECT_EQ(spool.state().waiting, 10U);
    SpoolReader reader(spool, spool.strands().front());
    const SpoolBatch batch = reader.read(4);
    ASSERT_EQ(batch.clicks.size(), 4U);
    EXPECT_EQ(batch.last_sequence, 4U);
    EXPECT_EQ(batch.clicks[2].id, "click-2");
    EXPECT_EQ(batch.clicks[2].address, "203.0.113.7");
    EXPECT_EQ(batch.clicks[3].address, std::nullopt);
    EXPECT_EQ(batch.clicks[3].at, click(3).at);
    EXPECT_EQ(reader.read(4).last_sequence, 4U);  // the same ones until they are confirmed
    reader.confirm(4);
    EXPECT_EQ(reader.read(100).clicks.front().link_id, 4);
    EXPECT_EQ(spool.state().waiting, 6U);
    reader.confirm(10);
    EXPECT_TRUE(reader.read(1).clicks.empty());
    append(*writer, 10, 11);
    EXPECT_EQ(reader.read(100).last_sequence, 11U);
}

TEST(ClickSpool, DeletesSegmentsThatArePublished) {
    const tests::Sandbox sandbox;
    SpoolSettings small = settings(sandbox.path());
    small.segment_size = 300;
    ClickSpool spool(small);
    const auto writer = spool.open_writer();
    append(*writer, 0, 100);
    const fs::path folder = spool.strands().front()->folder;
    EXPECT_GT(segments_in(folder).size(), 10U);
    EXPECT_EQ(drain(spool, 7), range(0, 100));
    EXPECT_EQ(segments_in(folder).size(), 1U);
    append(*writer, 100, 110);
    EXPECT_EQ(drain(spool).back(), 109);
}

TEST(ClickSpool, AdoptsWhatADeadProcessLeftAndOnlyThen) {
    const tests::Sandbox sandbox;
    ClickSpool first(settings(sandbox.path()));
    auto writer = std::make_unique<std::unique_ptr<ClickSpool::Writer>>(first.open_writer());
    append(**writer, 0, 5);
    {
        ClickSpool second(settings(sandbox.path()));
        EXPECT_TRUE(second.strands().empty());
    }
    std::array<int, 2> ready{};
    ASSERT_EQ(::pipe(ready.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ClickSpool own(settings(sandbox.path()));
        const auto own_writer = own.open_writer();
        append(*own_writer, 100, 120);
        [[maybe_unused]] const ssize_t told = ::write(ready[1], "x", 1);
        ::pause();
    }
    char sign = 0;
    ASSERT_EQ(::read(ready[0], &sign, 1), 1);
    first.adopt_orphans();
    EXPECT_EQ(first.strands().size(), 1U);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    first.adopt_orphans();
    EXPECT_EQ(first.strands().size(), 2U);
    EXPECT_EQ(first.state().waiting, 25U);
    SpoolReader reader(first, first.strands().back());
    EXPECT_EQ(reader.read(100).clicks.size(), 20U);
    reader.confirm(20);
    EXPECT_TRUE(reader.is_finished());
    reader.clear();
    first.remove(reader.strand());
    EXPECT_EQ(first.strands().size(), 1U);
    EXPECT_FALSE(fs::exists(reader.strand().folder));
}

TEST(ClickSpool, LeavesClicksOfAnotherDatabaseAlone) {
    const tests::Sandbox sandbox;
    {
        ClickSpool spool(settings(sandbox.path(), "one"));
        append(*spool.open_writer(), 0, 3);
    }
    EXPECT_TRUE(ClickSpool(settings(sandbox.path(), "two")).strands().empty());
    ClickSpool again(settings(sandbox.path(), "one"));
    EXPECT_EQ(drain(again), range(0, 3));
}

TEST(ClickSpool, LeavesWhatItCantReadOrMendUntilItCan) {
    const tests::Sandbox sandbox;
    fs::path strand;
    {
        ClickSpool spool(settings(sandbox.path()));
        append(*spool.open_writer(), 0, 3);
        strand = spool.strands().front()->folder;
    }
    const fs::path segment = segment_file(strand, 1);
    const auto adopts = [&] { return !ClickSpool(settings(sandbox.path())).strands().empty(); };
    fs::permissions(segment, fs::perms::none);
    EXPECT_FALSE(adopts());
    fs::permissions(strand, fs::perms::none);
    EXPECT_FALSE(adopts());
    fs::permissions(strand, fs::perms::owner_read | fs::perms::owner_exec);
    fs::permissions(segment, fs::perms::owner_read | fs::perms::owner_write);
    fs::resize_file(segment, fs::file_size(segment) - 1);
    EXPECT_FALSE(adopts());  // the torn end can't be kept beside it
    fs::permissions(strand, fs::perms::owner_all);
    ClickSpool again(settings(sandbox.path()));
    EXPECT_EQ(drain(again), range(0, 2));
}

TEST(ClickSpool, ATornTailAtEveryByteCostsNoWholeClick) {
    std::string header;
    append_header(header, {.identity = "database broker", .first_sequence = 1});
    std::string bytes = header;
    std::vector<std::size_t> ends;
    for (int i = 0; i < 3; ++i) {
        append_record(bytes, click(i));
        ends.push_back(bytes.size());
    }
    const std::string strand = "11111111-2222-4333-8444-555555555555";
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const tests::Sandbox sandbox;
        const fs::path file = segment_file(strand, 1);
        sandbox.write(file, bytes.substr(0, size));
        ClickSpool spool(settings(sandbox.path(), "database broker"));
        const auto whole =
            static_cast<std::int64_t>(std::ranges::count_if(ends, [&](auto end) { return end <= size; }));
        if (size < header.size()) {
            EXPECT_TRUE(drain(spool).empty()) << size;
            continue;
        }
        EXPECT_EQ(drain(spool), range(0, whole)) << size;
        const std::size_t good = whole == 0 ? header.size() : ends[static_cast<std::size_t>(whole) - 1];
        EXPECT_EQ(fs::file_size(sandbox.path() / file), good) << size;
        if (good < size) {
            EXPECT_EQ(sandbox.read(fs::path(file) += ".torn"), bytes.substr(good, size - good));
        }
    }
}

TEST(ClickSpool, AHurtByteEndsTheReadingAndLosesNoneBefore) {
    std::string bytes;
    append_header(bytes, {.identity = "database broker", .first_sequence = 1});
    append_record(bytes, click(0));
    const std::size_t good = bytes.size();
    append_record(bytes, click(1));
    for (std::size_t at = good; at < bytes.size(); ++at) {
        std::string hurt = bytes;
        hurt[at] = static_cast<char>(hurt[at] ^ 0x20);
        const HeaderReading header = read_header(hurt);
        EXPECT_EQ(read_records(std::string_view(hurt).substr(header.size), 10).clicks.size(), 1U) << at;
    }
}

TEST(ClickSpool, CountsWhatItsLimitDoesNotTakeAndKeepsAgainWhenThereIsRoom) {
    const tests::Sandbox sandbox;
    SpoolSettings small = settings(sandbox.path());
    small.limit = Bytes{2000};
    ClickSpool spool(small);
    const auto writer = spool.open_writer();
    append(*writer, 0, 100);
    const SpoolState full = spool.state();
    EXPECT_GT(full.lost, 0U);
    EXPECT_EQ(full.waiting + full.lost, 100U);
    EXPECT_LE(full.bytes, 2200U);
    EXPECT_EQ(drain(spool), range(0, static_cast<std::int64_t>(full.waiting)));
    append(*writer, 100, 105);
    EXPECT_EQ(spool.state().lost, full.lost);
    EXPECT_EQ(drain(spool).back(), 104);
}

TEST(ClickSpool, SurvivesADiskThatIsFull) {
    const tests::Sandbox sandbox;
    const pid_t child = ::fork();
    if (child == 0) {
        ClickSpool spool(settings(sandbox.path()));
        const auto writer = spool.open_writer();
        append(*writer, 0, 3);
        std::signal(SIGXFSZ, SIG_IGN);
        const StrandContent content = look_at(spool.strands().front()->folder);
        const rlimit limit{content.bytes + 10, RLIM_INFINITY};  // in the middle of the next record
        ::setrlimit(RLIMIT_FSIZE, &limit);
        append(*writer, 3, 5);
        const rlimit none{RLIM_INFINITY, RLIM_INFINITY};
        ::setrlimit(RLIMIT_FSIZE, &none);
        append(*writer, 5, 7);
        const bool is_right = spool.state().lost == 2 && drain(spool) == std::vector<std::int64_t>{0, 1, 2, 5, 6};
        ::_exit(is_right ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

TEST(ClickSpool, IsReadWhileItIsWritten) {
    const tests::Sandbox sandbox;
    SpoolSettings small = settings(sandbox.path());
    small.segment_size = 4096;
    ClickSpool spool(small);
    constexpr std::int64_t count = 3000;
    auto writer = spool.open_writer();
    SpoolReader reader(spool, spool.strands().front());
    std::jthread writing([&writer] {
        append(*writer, 0, count);
        writer.reset();
    });
    std::vector<std::int64_t> numbers;
    while (!reader.is_finished()) {
        const SpoolBatch batch = reader.read(50);
        for (const Click& one : batch.clicks)
            numbers.push_back(one.link_id);
        reader.confirm(batch.last_sequence);
    }
    EXPECT_EQ(numbers, range(0, count));
}

TEST(ClickSpool, IsSurveyedWithoutBeingTouched) {
    const tests::Sandbox sandbox;
    EXPECT_TRUE(survey_spool(sandbox.path() / "nowhere").empty());
    {
        ClickSpool spool(settings(sandbox.path(), "one"));
        const auto writer = spool.open_writer();
        append(*writer, 5, 8);
        const auto strands = survey_spool(sandbox.path());
        ASSERT_EQ(strands.size(), 1U);
        EXPECT_TRUE(strands.front().is_held);
        EXPECT_EQ(strands.front().clicks, 3U);
        EXPECT_EQ(strands.front().identity, "one");
        EXPECT_EQ(strands.front().bytes, spool.state().bytes);
        EXPECT_EQ(strands.front().oldest, click(5).at);
    }
    EXPECT_FALSE(survey_spool(sandbox.path()).front().is_held);
    ClickSpool again(settings(sandbox.path(), "one"));
    EXPECT_EQ(drain(again), range(5, 8));
}

TEST(ClickSpool, SaysWhenItsFolderCantBeWritten) {
    const tests::Sandbox sandbox;
    sandbox.write("file", "");
    EXPECT_THROW(ClickSpool(settings(sandbox.path() / "file")), Error);
}

}  // namespace
}  // namespace megactl::links
