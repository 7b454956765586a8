using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>An import goes on where it stood when its server is killed: every order once.</summary>
[Collection("engines")]
public sealed class ImportKillTests(Engines engines)
{
    private const int Orders = 200_000;
    private const int KillsMax = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killing_the_server_costs_an_import_nothing()
    {
        var seed = Environment.TickCount;
        var dice = new Random(seed);
        var setting = await engines.NewSettingAsync(DbEngine.Sqlite);
        var folder = Directory.CreateTempSubdirectory("perennial-kill-").FullName;
        var (key, id, kills, stood) = ("", "", 0, 0);
        for (var isDone = false; !isDone;)
        {
            using var server = await ServerProcess.StartAsync(folder, setting);
            using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(2) };
            key = key.Length > 0 ? key : await SetUpAsync(client, server.OwnerKey!);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            id = id.Length > 0 ? id : await StartAsync(client);
            if (kills < KillsMax)
            {
                // Past where it stood, and a while more.
                await JobHouse.WaitForAsync(async () => await RowsAsync(client, id) > stood);
                await Task.Delay(dice.Next(0, 300), Cancellation);
                stood = await RowsAsync(client, id);
                server.Kill();
                kills++;
                continue;
            }

            var ended = await ImportShop.EndedAsync(client, id);
            ((string)ended["state"]!).ShouldBe("done", $"seed {seed}: {ended.ToJsonString()}");
            ((int)ended["counts"]!["created"]!).ShouldBe(Orders, $"seed {seed}");
            ((int)ended["counts"]!["rejected"]!).ShouldBe(Orders / 100, $"seed {seed}");
            stood.ShouldBeLessThan(Orders, $"seed {seed}: it was never killed at work");
            isDone = true;
        }

        await using var db = await Db.OpenAsync(setting, Cancellation);
        var (orders, lines, sum, rejects) = await db.ReadAsync(async unit => (
            await unit.ValueAsync<long>("select count(*) from orders"), await unit.ValueAsync<long>("select count(*) from order_lines"),
            await unit.ValueAsync<long>("select sum(goods) from orders"),
            await unit.ValueAsync<long>("select count(*) from import_rejects")), Cancellation);
        (orders, lines, sum, rejects).ShouldBe((Orders, Orders, Orders * 150L, Orders / 100), $"seed {seed}");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<int> RowsAsync(HttpClient client, string id) =>
        (int)(await Shop.SendAsync(client, HttpMethod.Get, $"/v1/imports/{id}", null)).Body!["counts"]!["rows"]!;

    private static async Task<string> SetUpAsync(HttpClient client, string ownerKey)
    {
        var founded = await Shop.SendAsync(client, HttpMethod.Post, "/v1/setup", new JsonObject
        {
            ["ownerKey"] = ownerKey,
            ["shop"] = new JsonObject
            {
                ["name"] = "Test shop", ["timeZone"] = "Europe/Bucharest", ["currency"] = "RON", ["taxIncluded"] = true,
                ["shippingIncluded"] = false, ["weekStart"] = "monday", ["language"] = "en", ["phoneRegion"] = "RO",
            },
        });
        return (string)founded.Body!["key"]!;
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
