#include "core/serve/pair_watch.hpp"

#include "core/log/log.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <semaphore>

namespace megactl::serve {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using tests::comes_true;
using tests::TestCertificate;
using tests::TestKey;

struct Pair {
    std::string certificate;
    std::string key;
};

Pair pair_until(int year) {
    tests::CertificateProfile profile;
    profile.not_after = std::chrono::sys_days(std::chrono::year(year) / 1 / 1);
    const TestKey key = TestKey::make(tests::KeyType::ec);
    return {TestCertificate::self_signed(key, profile).pem(), key.pem()};
}

int year_of(const tls::ServerContext& context) {
    return static_cast<int>(
        std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(context.not_after())).year());
}

std::size_t count_of(std::string_view word, std::string_view text) {
    std::size_t count = 0;
    for (std::size_t place = text.find(word); place != std::string_view::npos; place = text.find(word, place + 1))
        ++count;
    return count;
}

// certbot's way: `live/…` are links into `archive`, renamed over.
class Watches : public testing::Test {
protected:
    Watches() {
        put(first_);
        log::configure(log::Level::info, log::Format::text, false);
    }

    void put_certificate(const std::string& pem) { swap("fullchain.pem", pem); }
    void put_key(const std::string& pem) { swap("privkey.pem", pem); }
    void put(const Pair& pair) {
        put_certificate(pair.certificate);
        put_key(pair.key);
    }

    fs::path certificate() const { return sandbox_.path() / "live" / "fullchain.pem"; }
    fs::path key() const { return sandbox_.path() / "live" / "privkey.pem"; }
    int year() const { return year_of(served.current()); }

    PairWatch::Load load() {
        return [this] {
            auto loaded = tls::ServerContext::read(certificate(), key());
            ++loads;
            return loaded;
        };
    }

    // With what is logged meanwhile.
    std::string watched(PairWatch::Pace pace, const std::function<void(PairWatch&)>& work) {
        testing::internal::CaptureStderr();
        {
            PairWatch watch(served, WatchedFiles({certificate(), key()}), load(), pace);
            work(watch);
        }
        return testing::internal::GetCapturedStderr();
    }

    static PairWatch::Pace quick(std::chrono::milliseconds patience) {
        return {.look = 1ms, .patience = patience, .renewal = 24h, .expires_within = 30 * 24h};
    }

    std::atomic<int> loads = 0;

private:
    void swap(const std::string& name, const std::string& content) {
        const fs::path target = sandbox_.write("archive/" + std::to_string(++number_) + name, content);
        fs::create_directories(sandbox_.path() / "live");
        fs::create_symlink(target, sandbox_.path() / "live" / "new");
        fs::rename(sandbox_.path() / "live" / "new", sandbox_.path() / "live" / name);
    }

    tests::Sandbox sandbox_;
    int number_ = 0;
    Pair first_ = pair_until(2030);

protected:
    tls::ServedContext served{tls::ServerContext::from_pem(first_.certificate, first_.key).value()};
};

TEST_F(Watches, ServeARenewedPairByThemselves) {
    const std::string said = watched(quick(24h), [&](PairWatch&) {
        put(pair_until(2031));
        EXPECT_TRUE(comes_true([&] { return year() == 2031; }));
    });
    EXPECT_EQ(count_of("new connections get the renewed certificate until=2031-01-01", said), 1U) << said;
    EXPECT_EQ(count_of("warn", said), 0U) << said;
}

TEST_F(Watches, WaitForTheOtherHalfWithoutAWord) {
    const Pair next = pair_until(2031);
    const std::string said = watched(quick(24h), [&](PairWatch&) {
        put_certificate(next.certificate);
        EXPECT_TRUE(comes_true([&] { return loads >= 1; }));
        EXPECT_EQ(year(), 2030);
        put_key(next.key);
        EXPECT_TRUE(comes_true([&] { return year() == 2031; }));
    });
    EXPECT_EQ(count_of("can't be served", said), 0U) << said;
}

TEST_F(Watches, KeepTheOldPairAndSayOnceWhyTheNewOneIsBad) {
    log::configure(log::Level::error, log::Format::text, false);  // --quiet
    const std::string said = watched(quick(1ms), [&](PairWatch&) {
        put_key(pair_until(2031).key);
        EXPECT_TRUE(comes_true([&] { return loads >= 2; }));
        put_key(pair_until(2031).key);  // as bad as the one before
        EXPECT_TRUE(comes_true([&] { return loads >= 3; }));
        EXPECT_EQ(year(), 2030);
        fs::remove(key());
        EXPECT_TRUE(comes_true([&] { return loads >= 5; }));
        EXPECT_EQ(year(), 2030);
    });
    EXPECT_EQ(count_of("key values mismatch", said), 1U) << said;
    EXPECT_EQ(count_of("no such file", said), 1U) << said;
    EXPECT_EQ(count_of("served_until=2030-01-01", said), 2U) << said;
}

TEST_F(Watches, ReadAtOnceWhenTheyAreAsked) {
    const std::string said = watched({.look = 24h}, [&](PairWatch& watch) {
        put(pair_until(2031));
        watch.reload();
        EXPECT_TRUE(comes_true([&] { return year() == 2031; }));
        put_certificate("");
        watch.reload();
        EXPECT_TRUE(comes_true([&] { return loads >= 2; }));
        watch.reload();
        EXPECT_TRUE(comes_true([&] { return loads >= 3; }));
    });
    EXPECT_EQ(year(), 2031);
    EXPECT_EQ(count_of("there is no certificate in it", said), 2U) << said;  // as often as somebody asks
}

TEST_F(Watches, TakeAFailureOfTheirLoaderForABadPair) {
    testing::internal::CaptureStderr();
    std::binary_semaphore asked{0};
    {
        PairWatch watch(served, WatchedFiles({certificate(), key()}), [&]() -> Result<tls::ServerContext> {
            asked.release();
            throw std::runtime_error("the moon is full");
        });
        watch.reload();
        asked.acquire();
    }
    EXPECT_EQ(count_of("reason=\"the moon is full\"", testing::internal::GetCapturedStderr()), 1U);
    EXPECT_EQ(year(), 2030);
}

TEST_F(Watches, RenewTheKeysOfTicketsAndTellOfTheEnd) {
    const ssl_ctx_st* const before = served.current().get();
    const std::string said =
        watched({.look = 1ms, .patience = 1ms, .renewal = 1ms, .expires_within = 100 * 365 * 24h},
                [&](PairWatch&) { EXPECT_TRUE(comes_true([&] { return served.current().get() != before; })); });
    EXPECT_EQ(year(), 2030);
    EXPECT_GE(count_of("the certificate ends, and its files hold no later one until=2030-01-01", said), 1U) << said;
}

}  // namespace
}  // namespace megactl::serve
