using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Slices.House;

namespace Perennial.Slices.Workspace;

/// <summary>Jobs by HTTP: seen with how far they are, and told to pause, go on or end.</summary>
[Collection("staff")]
public sealed class JobApiTests(Engines engines)
{
    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_job_is_paused_resumed_and_cancelled_and_says_what_happened(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var path = "/v1/jobs/" + await SubmitAsync(shop, "tests.unknown");
        (await StateAsync(shop, path)).ShouldBe("waiting");
        var paused = await shop.PostAsync(path + "/pause", new JsonObject(), "j1");
        ((string)paused.Body!["state"]!).ShouldBe("paused", paused.Text);
        ((string)(await shop.SendAsync(HttpMethod.Post, path + "/resume", null)).Body!["state"]!).ShouldBe("waiting");
        (await shop.PostAsync(path + "/pause", new JsonObject(), "j1")).Text.ShouldBe(paused.Text);
        (await StateAsync(shop, path)).ShouldBe("waiting");
        ((string)(await shop.SendAsync(HttpMethod.Post, path + "/cancel", null)).Body!["state"]!).ShouldBe("cancelled");
        (await shop.SendAsync(HttpMethod.Post, path + "/resume", null)).Code.ShouldBe("jobs.already_ended");
        (await shop.SendAsync(HttpMethod.Post, "/v1/jobs/job_1/pause", null)).Code.ShouldBe("jobs.not_found");
        (await shop.GetAsync("/v1/jobs/job_01kjmnnbg0e9mapnh1sdd7w9zt")).Status.ShouldBe(404);
        (await shop.GetAsync(path)).Body!["log"]!.AsArray().Select(l => (string)l!["code"]!)
            .ShouldBe(["job.submitted", "job.paused", "job.resumed", "job.cancelled"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Jobs_are_listed_page_by_page_with_rate_and_time_left(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, await SubmitAsync(shop, i == 1 ? "tests.other" : "tests.unknown"));
        }

        await shop.Db.WriteAsync(unit => unit.ExecuteAsync("update jobs set done = 250, total = 1000, worked_ms = 2000"),
            TestContext.Current.CancellationToken);
        var first = (await shop.GetAsync("/v1/jobs?limit=2&state=waiting")).Body!;
        first["jobs"]!.AsArray().Select(j => (string)j!["id"]!).ShouldBe(ids.Take(2));
        ((decimal)first["jobs"]![0]!["perSecond"]!, (long)first["jobs"]![0]!["secondsLeft"]!).ShouldBe((125m, 6));
        (await shop.GetAsync($"/v1/jobs?limit=2&cursor={first["next"]}")).Body!["jobs"]!.AsArray().Select(j => (string)j!["id"]!)
            .ShouldBe(ids.Skip(2));
        (await shop.GetAsync("/v1/jobs?kind=tests.other")).Body!["jobs"]!.AsArray().Select(j => (string)j!["id"]!).ShouldBe([ids[1]]);
        (await shop.GetAsync("/v1/jobs?state=done")).Body!["jobs"]!.AsArray().ShouldBeEmpty();
        (await shop.GetAsync("/v1/jobs?limit=0&cursor=%20&state=lost")).Errors
            .ShouldBe(["limit: jobs.limit_outside", "cursor: jobs.cursor_malformed", "state: jobs.state_unknown"]);
    }

    private static async Task<string> StateAsync(Shop shop, string path) => (string)(await shop.GetAsync(path)).Body!["job"]!["state"]!;

    private static async Task<string> SubmitAsync(Shop shop, string kind)
    {
        var queue = shop.Server.Services.GetRequiredService<JobQueue>();
        var id = await shop.Db.WriteAsync(unit => queue.SubmitAsync(unit, new JobRequest(kind, "{}", "test")), TestContext.Current.CancellationToken);
        return PublicId.Write("job", id);
    }
}
