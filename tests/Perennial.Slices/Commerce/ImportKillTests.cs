using System.Globalization;
using System.Text;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>An import goes on where it stood when its server is killed: every order once.</summary>
[Collection("imports")]
public sealed class ImportKillTests(Engines engines)
{
    private const int Orders = 40_000;
    private const int Kills = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killing_the_server_costs_an_import_nothing()
    {
        var seed = Environment.TickCount;
        var dice = new Random(seed);
        var setting = await engines.NewSettingAsync(DbEngine.Sqlite);
        await using (var server = await ServerProcess.StartAsync(setting))
        {
            var id = await StartAsync(server.Client);
            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(dice.Next(500, 2_500), Cancellation);
                await server.KillAsync();
                await server.StartAsync();
            }

            var ended = await ImportShop.EndedAsync(server.Client, id);
            ((string)ended["state"]!).ShouldBe("done", $"seed {seed}: {ended.ToJsonString()}");
            ((int)ended["counts"]!["created"]!).ShouldBe(Orders, $"seed {seed}");
            ((int)ended["counts"]!["rejected"]!).ShouldBe(Orders / 100, $"seed {seed}");
        }

        await using var db = await Db.OpenAsync(setting, Cancellation);
        var (orders, lines, sum, rejects) = await db.ReadAsync(async unit => (
            await unit.ValueAsync<long>("select count(*) from orders"), await unit.ValueAsync<long>("select count(*) from order_lines"),
            await unit.ValueAsync<long>("select sum(goods) from orders"),
                await unit.ValueAsync<long>("select count(*) from import_rejects")), Cancellation);
        (orders, lines, sum, rejects).ShouldBe((Orders, Orders, Orders * 150L, Orders / 100), $"seed {seed}");
    }

    private static async Task<string> StartAsync(HttpClient client)
    {
        var text = new StringBuilder("order,date,customer,amount\n");
        for (var i = 0; i < Orders; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"K{i},2025-03-04,c{i / 4},1.50\n");
            text.Append(i % 100 == 0 ? "K,never,c,1\n" : "");
        }

        var uploaded = await ImportShop.UploadAsync(client, Encoding.UTF8.GetBytes(text.ToString()), "name=k.csv");
        var id = (string)uploaded.Body!["id"]!;
        (await Shop.SendAsync(client, HttpMethod.Post, $"/v1/imports/{id}/start", null)).Status.ShouldBe(202);
        return id;
    }
}
