#include "core/base/error.hpp"
#include "core/config/settings.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

namespace megactl::config {
namespace {

using std::chrono::days;

// An env file of one entry a line, `NAME=value`.
EnvFile env_file(const std::string& name, const std::string& text) {
    EnvFile file{std::make_shared<SourceText>(name, text), {}, {}};
    for (std::size_t line = 1; line <= file.source->line_count(); ++line) {
        const Span span = file.source->line_span(line);
        const std::string entry(file.source->text(span));
        const std::size_t equals = entry.find('=');
        if (equals == std::string::npos) continue;
        file.entries.push_back(
            {entry.substr(0, equals), entry.substr(equals + 1), span, {span.begin + equals + 1, span.end}});
    }
    return file;
}

std::vector<TomlEntry> toml(const std::string& text) {
    return parse_toml_file(std::make_shared<SourceText>("megactl.toml", text));
}

Error error_of(const Layers& layers) {
    try {
        const Settings settings = resolve(layers);
        for (const Setting& setting : setting_catalogue())
            settings.find(setting.key);
    } catch (const Error& error) {
        return error;
    }
    return {Error::Kind::service, "nothing was thrown"};
}

std::string origin_of(const Settings& settings, std::string_view key) {
    return settings.find(key)->origin.text();
}

TEST(Resolve, TakesTheFlagFirst) {
    Layers layers;
    layers.flags["static.root"] = {"from-flag"};
    layers.environment["MEGACTL_STATIC_ROOT"] = "from-environment";
    const Settings settings = resolve(layers);
    EXPECT_EQ(settings.text("static.root"), "from-flag");
    EXPECT_EQ(origin_of(settings, "static.root"), "--root");
}

TEST(Resolve, TakesTheEnvironmentBeforeEnvFiles) {
    Layers layers;
    layers.environment["MEGACTL_STATIC_ROOT"] = "from-environment";
    layers.env_files.push_back(env_file(".env", "MEGACTL_STATIC_ROOT=from-file"));
    const Settings settings = resolve(layers);
    EXPECT_EQ(settings.text("static.root"), "from-environment");
    EXPECT_EQ(origin_of(settings, "static.root"), "MEGACTL_STATIC_ROOT in the environment");
}

TEST(Resolve, TakesTheLastEnvFileFirst) {
    Layers layers;
    layers.env_files.push_back(env_file("a.env", "MEGACTL_STATIC_ROOT=a\n"));
    layers.env_files.push_back(env_file("b.env", "X=1\nMEGACTL_STATIC_ROOT=b\n"));
    const Settings settings = resolve(layers);
    EXPECT_EQ(settings.text("static.root"), "b");
    EXPECT_EQ(origin_of(settings, "static.root"), "b.env:2");
}

TEST(Resolve, TakesEnvFilesBeforeToml) {
    Layers layers;
    layers.env_files.push_back(env_file(".env", "MEGACTL_CHECK_MODE=development"));
    layers.toml = toml("[check]\nmode = \"production\"\n");
    EXPECT_EQ(resolve(layers).text("check.mode"), "development");
}

TEST(Resolve, TakesTomlBeforeTheDefault) {
    Layers layers;
    layers.toml = toml("[tls]\nexpires_within = \"7d\"\n");
    const Settings settings = resolve(layers);
    EXPECT_EQ(settings.duration("tls.expires_within"), days(7));
    EXPECT_EQ(origin_of(settings, "tls.expires_within"), "megactl.toml:2");
}

TEST(Resolve, EndsAtTheDefault) {
    const Settings settings = resolve({});
    EXPECT_EQ(settings.duration("tls.expires_within"), days(30));
    EXPECT_EQ(origin_of(settings, "tls.expires_within"), "default");
    EXPECT_FALSE(settings.is_said("tls.expires_within"));
}

TEST(Resolve, LetsNoVariableThatNobodyAsksForStopTheWork) {
    Layers layers;
    layers.environment["SERVER_PORT"] = "80x";
    const Settings settings = resolve(layers);
    EXPECT_EQ(settings.text("log.level"), "warning");
    EXPECT_THROW(settings.integer("server.port"), Error);
}

TEST(Resolve, ReadsSizesAndNumbers) {
    Layers layers;
    layers.environment["MEGACTL_SERVE_SPOOL_LIMIT"] = "64KiB";
    layers.flags["serve.threads"] = {"3"};
    const Settings settings = resolve(layers);
    EXPECT_EQ(settings.size("serve.spool.limit"), Bytes{65536});
    EXPECT_EQ(settings.integer("serve.threads"), 3);
    EXPECT_EQ(settings.integer("worker.concurrency"), std::nullopt);
    layers.environment["MEGACTL_SERVE_SPOOL_LIMIT"] = "64 KiB of them";
    EXPECT_EQ(error_of(layers).message(), "`MEGACTL_SERVE_SPOOL_LIMIT` can't be `64 KiB of them`");
}

TEST(Resolve, TakesTheProjectsOwnEnvFileAsTheWeakest) {
    Layers layers;
    layers.env_files.push_back(env_file(".env", "CELERY_BROKER_URL=redis://own\nDATABASE_ENGINE=sqlite3"));
    layers.env_files.push_back(env_file("named.env", "CELERY_BROKER_URL=redis://named"));
    const Settings settings = resolve(layers);
    EXPECT_EQ(settings.text("queue.broker"), "redis://named");
    EXPECT_EQ(settings.text("database.engine"), "sqlite3");
}

TEST(Resolve, LeavesWhatHasNoDefaultUnset) {
    const Settings settings = resolve({});
    EXPECT_EQ(settings.find("static.root"), nullptr);
    EXPECT_EQ(settings.text("static.root"), "");
    EXPECT_FALSE(settings.boolean("deploy.selinux"));
    EXPECT_TRUE(settings.list("check.allow").empty());
}

TEST(Resolve, TakesAnEmptyVariableForUnset) {
    Layers layers;
    layers.environment["MEGACTL_SERVER_TLS_CERT"] = "";
    layers.environment["SERVER_TLS_CERT"] = "server.pem";
    layers.env_files.push_back(env_file(".env", "MEGACTL_STATIC_ROOT="));
    const Settings settings = resolve(layers);
    EXPECT_EQ(settings.text("tls.certificate"), "server.pem");
    EXPECT_FALSE(settings.is_said("static.root"));
}

TEST(Resolve, TakesItsOwnVariableBeforeTheApplications) {
    Layers layers;
    layers.environment["MEGACTL_SERVER_TLS_CERT"] = "own.pem";
    layers.environment["SERVER_TLS_CERT"] = "server.pem";
    EXPECT_EQ(resolve(layers).text("tls.certificate"), "own.pem");
}

TEST(Resolve, SplitsListsOfVariablesAtCommas) {
    Layers layers;
    layers.environment["MEGACTL_CHECK_ALLOW"] = "env/a, mounts/b,,";
    EXPECT_EQ(resolve(layers).list("check.allow"), (std::vector<std::string>{"env/a", "mounts/b"}));
}

TEST(Resolve, KeepsTheCommasOfAFlag) {
    Layers layers;
    layers.flags["static.sources"] = {"a,b", "c"};
    EXPECT_EQ(resolve(layers).list("static.sources"), (std::vector<std::string>{"a,b", "c"}));
}

class Truth : public testing::TestWithParam<std::pair<const char*, bool>> {};

TEST_P(Truth, IsReadInManySpellings) {
    Layers layers;
    layers.environment["MEGACTL_DEPLOY_SELINUX"] = GetParam().first;
    EXPECT_EQ(resolve(layers).boolean("deploy.selinux"), GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(Spellings, Truth,
                         testing::Values(std::pair("1", true), std::pair("True", true), std::pair("t", true),
                                         std::pair("YES", true), std::pair("y", true), std::pair("On", true),
                                         std::pair("0", false), std::pair("FALSE", false), std::pair("f", false),
                                         std::pair("no", false), std::pair("N", false), std::pair("off", false)));

TEST(Resolve, WritesTruthOneWay) {
    Layers layers;
    layers.environment["MEGACTL_DEPLOY_SELINUX"] = "YES";
    EXPECT_EQ(resolve(layers).find("deploy.selinux")->texts, std::vector<std::string>{"true"});
}

TEST(Resolve, RefusesWhatIsNoTruth) {
    Layers layers;
    layers.environment["MEGACTL_DEPLOY_SELINUX"] = "maybe";
    const Error error = error_of(layers);
    EXPECT_EQ(error.kind(), Error::Kind::input);
    EXPECT_EQ(error.message(), "`MEGACTL_DEPLOY_SELINUX` can't be `maybe`");
}

TEST(Resolve, RefusesAFlagAsAMistakeOfTheCommandLine) {
    Layers layers;
    layers.flags["tls.expires_within"] = {"30"};
    const Error error = error_of(layers);
    EXPECT_EQ(error.kind(), Error::Kind::usage);
    EXPECT_EQ(error.message(), "`--expires-within` can't be `30`");
}

TEST(Settings, TellsAWrongValueAsTheFaultOfWhoSaidIt) {
    Layers layers;
    layers.flags["serve.threads"] = {"0"};
    layers.environment["SERVER_NUMTHREADS"] = "0";
    const Settings settings = resolve(layers);
    const Error by_flag = settings.wrong("serve.threads", "no thread serves");
    EXPECT_EQ(by_flag.kind(), Error::Kind::usage);
    EXPECT_EQ(by_flag.message(), "no thread serves");
    EXPECT_EQ(by_flag.details().front().text, "--threads");
    const Error by_environment = settings.wrong("server.threads", "no thread serves");
    EXPECT_EQ(by_environment.kind(), Error::Kind::input);
    EXPECT_EQ(by_environment.details().front().text, "SERVER_NUMTHREADS in the environment");
}

TEST(Resolve, OffersTheNearChoice) {
    Layers layers;
    layers.environment["MEGACTL_CHECK_MODE"] = "Production";
    const Error error = error_of(layers);
    EXPECT_EQ(error.kind(), Error::Kind::input);
    ASSERT_EQ(error.details().size(), 2U);
    EXPECT_EQ(error.details()[0].text, "the environment");
    EXPECT_EQ(error.details()[1].text, "did you mean `production`?");
}

TEST(Resolve, PointsAtTheLineOfAnEnvFile) {
    Layers layers;
    layers.env_files.push_back(env_file(".env", "A=1\nMEGACTL_LOG_LEVEL=loud\n"));
    const Error error = error_of(layers);
    ASSERT_TRUE(error.place().has_value());
    EXPECT_EQ(error.place()->line(), 2U);
    EXPECT_EQ(error.place()->text(), "loud");
}

TEST(Resolve, PointsAtTheLineOfMegactlToml) {
    Layers layers;
    layers.toml = toml("[check]\nmode = \"prod\"\n");
    const Error error = error_of(layers);
    ASSERT_TRUE(error.place().has_value());
    EXPECT_EQ(error.place()->line(), 2U);
    EXPECT_EQ(error.place()->text(), "\"prod\"");
    EXPECT_EQ(error.place_label(), "expected one of production, development");
}

}  // namespace
}  // namespace megactl::config
