using System.Diagnostics;
using Perennial.Slices.House;
using Perennial.Workspace.Contract;

namespace Perennial.Slices.Faults;

/// <summary>What people see while the database is away, and that they see their shop again once it is back.</summary>
[Collection("faults")]
public sealed class DatabaseAwayPageTests
{
    private const int BackSecondsMax = 60;

    private static readonly string[] Paths = ["/", "/customers", "/orders", "/retention", "/settings", "/signin"];

    [Fact]
    public async Task A_page_says_so_in_the_readers_language_and_comes_back_with_it()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var shop = await Shop.OpenAtAsync(DbEngine.PostgreSql, await cluster.NewDatabaseAsync(), TimeProvider.System);
        using var owner = await Visitor.OfAsync(shop, StaffRole.Owner);
        owner.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ro");
        owner.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        (await owner.GetAsync("/customers")).Status.ShouldBe(200);
        await cluster.KillAsync();
        foreach (var path in Paths)
        {
            var page = await owner.GetAsync(path);
            page.Status.ShouldBe(503, path);
            page.Answer.Headers.RetryAfter.ShouldNotBeNull(path);
            page.Plain.ShouldContain("Baza de date nu răspunde", Case.Sensitive, path);
            page.Text.ShouldContain("<h1", Case.Sensitive, path);
        }

        // What she typed comes back to her: the form is still in her browser, and the answer says to send it again.
        (await owner.SendAsync("/settings", ("Name", "Great Oak"))).Status.ShouldBe(503);
        await cluster.RestartAsync();
        for (var since = Stopwatch.StartNew(); (await owner.GetAsync("/customers")).Status != 200;)
        {
            since.Elapsed.TotalSeconds.ShouldBeLessThan(BackSecondsMax);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
