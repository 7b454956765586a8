using System.Diagnostics;
using System.Text.RegularExpressions;
using Perennial.Slices.House;

namespace Perennial.Slices.Workspace.Staff;

/// <summary><c>perennial staff</c>: the way in for whoever has the machine, while the server runs.</summary>
[Collection("staff")]
public sealed class StaffCommandTests(Engines engines)
{
    private const string Password = "three blue teapots";

    [Fact]
    public async Task Somebody_is_invited_comes_in_is_switched_off_and_on_and_gets_another_link()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.PostgreSql);
        (await RunAsync(shop, "list")).Output.ShouldContain("Nobody");
        var (exit, output) = await RunAsync(shop, "invite", "--email", "ana@shop.example", "--name", "Ana <b>Popescu", "--role", "owner",
            "--address", shop.Server.Address + "/");
        exit.ShouldBe(0, output);
        using var ana = new Visitor(shop.Server.Address);
        (await ComeInAsync(ana, output)).ShouldBeTrue(output);
        (await RunAsync(shop, "list")).Output.ShouldContain("ana@shop.example  Ana <b>Popescu  owner");

        // The only owner cannot be switched off; of two, one can, and her session is over at once.
        (await RunAsync(shop, "disable", "--email", "ana@shop.example")).Exit.ShouldBe(2);
        var second = await RunAsync(shop, "invite", "--email", "boris@shop.example", "--address", shop.Server.Address);
        (await ComeInAsync(new Visitor(shop.Server.Address), second.Output)).ShouldBeTrue();
        (await RunAsync(shop, "disable", "--email", "ana@shop.example")).Exit.ShouldBe(0);
        for (var since = Stopwatch.StartNew(); (await ana.GetAsync("/people")).Path == "/people";)
        {
            since.Elapsed.TotalSeconds.ShouldBeLessThan(30);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        (await RunAsync(shop, "enable", "--email", "ana@shop.example")).Exit.ShouldBe(0);
        var reset = await RunAsync(shop, "reset", "--email", "ana@shop.example", "--address", shop.Server.Address);
        (await ComeInAsync(ana, reset.Output)).ShouldBeTrue(reset.Output);

        // A link is good once.
        (await ComeInAsync(new Visitor(shop.Server.Address), reset.Output)).ShouldBeFalse();
    }

    [Fact]
    public async Task On_a_file_the_server_is_stopped_first()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        (await RunAsync(shop, "invite", "--email", "ana@shop.example")).ShouldSatisfyAllConditions(
            r => r.Exit.ShouldBe(1), r => r.Output.ShouldContain("Another Perennial has this database open"));
        await shop.Server.DisposeAsync();
        (await RunAsync(shop, "invite", "--email", "ana@shop.example")).ShouldSatisfyAllConditions(
            r => r.Exit.ShouldBe(0), r => r.Output.ShouldContain("http://localhost:8787/invitation#"));
        (await RunAsync(shop, "list")).Output.ShouldContain("ana@shop.example");
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_with_the_option_that_it_is_about()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.PostgreSql);
        (await RunAsync(shop, "reset", "--email", "nobody@shop.example")).ShouldSatisfyAllConditions(
            r => r.Exit.ShouldBe(2), r => r.Output.ShouldNotBeEmpty());
        (await RunAsync(shop, "invite", "--email", "no address")).ShouldSatisfyAllConditions(
            r => r.Exit.ShouldBe(2), r => r.Output.ShouldContain("--email"));
        (await RunAsync(shop, "invite")).ShouldSatisfyAllConditions(
            r => r.Exit.ShouldBe(64), r => r.Output.ShouldContain("--email"));
        (await RunAsync(shop, "invite", "--email", "a@shop.example", "--role", "king")).Exit.ShouldBe(64);
        (await ProcessAsync("staff", "list", "--data", Path.Combine(shop.Folder, "nowhere"))).ShouldSatisfyAllConditions(
            r => r.Exit.ShouldBe(1), r => r.Output.ShouldContain("nowhere"));
        Directory.Exists(Path.Combine(shop.Folder, "nowhere")).ShouldBeFalse();
    }

    // Opens the link of an output, chooses a password there and signs in; whether that went well.
    private static async Task<bool> ComeInAsync(Visitor visitor, string output)
    {
        var link = Regex.Match(output, @"http://\S+/(?<page>invitation|reset)#(?<token>\S+)", RegexOptions.None, TimeSpan.FromSeconds(1));
        link.Success.ShouldBeTrue(output);
        var chosen = await visitor.PostAsync("/" + link.Groups["page"].Value, ("Token", link.Groups["token"].Value), ("Password", Password));
        return chosen.Status == 200 && !chosen.Path.StartsWith("/" + link.Groups["page"].Value, StringComparison.Ordinal);
    }

    private static Task<(int Exit, string Output)> RunAsync(Shop shop, string verb, params string[] args) =>
        ProcessAsync(["staff", verb, "--database", shop.OwnerSetting, .. args]);

    private static async Task<(int Exit, string Output)> ProcessAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "perennial"), args)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["COLUMNS"] = "400";
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(await output));
    }
}
