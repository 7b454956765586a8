using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Perennial.Slices.House;
using Perennial.Slices.Workspace;

namespace Perennial.Slices.Server;

/// <summary>
/// The server as a process, called in every way there is, rightly, wrongly and while its database fails: nothing of any person,
/// and no secret, comes to its logs, its traces, its files, or answers about what went wrong.
/// </summary>
[Collection("staff")]
public sealed class CanaryTests(Engines engines)
{
    private const string Mail = "canary.mail@example.com";
    private const string Phone = "+40722987123";
    private const string Token = "canarytoken0123456789";

    private const string Columns = "order;date;customer;product;quantity;price;currency\n";

    private static readonly string[] Canaries = ["canary", "722987123", "0722 987", Uri.EscapeDataString(Mail)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task No_canary_comes_to_logs_traces_files_or_answers_about_what_went_wrong(DbEngine engine)
    {
        await using var cluster = engine == DbEngine.PostgreSql ? await PostgresCluster.StartAsync() : null;
        var setting = cluster is null ? await engines.NewSettingAsync(engine) : await cluster.NewDatabaseAsync();
        await using var collector = await Sink.StartAsync();
        await using var receiver = await Sink.StartAsync();
        receiver.AnswersWith(500);
        await using var server = await ServerProcess.StartAsync(new ServerSetting(setting)
        {
            Environment = new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{collector.HostAndPort}", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200", ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["PERENNIAL_WEBHOOKS_ALLOW"] = receiver.HostAndPort, ["PERENNIAL_FAILURES"] = "100000",
            },
        });
        var replies = new List<(string Call, Reply Reply)>();
        var key = server.Client.DefaultRequestHeaders.Authorization!.Parameter!;
        await CallAsync(server, replies, receiver.Url);
        await FailAsync(server, replies, setting, engine);
        if (cluster is not null)
        {
            await KillAsync(server, replies, cluster);
        }

        // What was failing is heard of: the log is not empty, and the collector has what a route is called.
        await JobHouse.WaitForAsync(() => Task.FromResult(collector.All.Any(c => c.Path == "/v1/traces" &&
            c.Body.Contains("/v1/customers/{id}/notes", StringComparison.Ordinal))));
        await JobHouse.WaitForAsync(() => Task.FromResult(receiver.All.Count > 0));
        await Task.Delay(1500, Cancellation);
        server.Output.ShouldContain("server.failed");
        server.Output.ShouldContain("access.refused access.no_key");
        server.Output.ShouldContain("access.forbidden access.scope_missing key_");
        await server.KillAsync();
        var secret = key[(key.LastIndexOf('_') + 1)..];
        string[] hidden = [.. Canaries, secret];
        var leaks = new List<string>();
        void Hidden(string where, string text, IEnumerable<string> canaries) => leaks.AddRange(Found(where, text, canaries));
        Hidden("the log", server.Output, hidden);
        foreach (var told in collector.All)
        {
            Hidden("a trace or a metric", told.Path + told.Body, hidden);
        }

        foreach (var sent in receiver.All)
        {
            Hidden("a webhook", sent.Body, [.. Canaries, secret]);
        }

        foreach (var file in Directory.GetFiles(server.Folder, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".upload", StringComparison.Ordinal)))
        {
            Hidden(file, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation)), hidden);
        }

        foreach (var (call, reply) in replies)
        {
            Hidden("headers of " + call, reply.Headers.ToString(), hidden);
            if (reply.Status >= 400)
            {
                // Which field is wrong is told by the name that its sender gave it, and which number there is none of; nothing else is
                // said again.
                if (reply.Code == "report.no_such_number")
                {
                    reply.Body!["title"] = "";
                    reply.Body["about"] = "";
                }

                foreach (var error in reply.Body?["errors"] as JsonArray ?? [])
                {
                    error!["field"] = "";
                }

                Hidden($"{call}: {reply.Status}", reply.Body?.ToJsonString() ?? reply.Text, hidden);
            }
        }

        leaks.ShouldBeEmpty();
    }

    private static IEnumerable<string> Found(string where, string text, IEnumerable<string> canaries) =>
        from canary in canaries
        let at = text.IndexOf(canary, StringComparison.OrdinalIgnoreCase)
        where at >= 0
        select $"{canary} in {where}: {text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 200)]}";

    // Every kind of call: taken, refused, broken, by wrong keys and by addresses where ids belong.
    private static async Task CallAsync(ServerProcess server, List<(string Call, Reply Reply)> replies, string hooks)
    {
        async Task<Reply> Do(string method, string path, string? body, string? key = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            if (key is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

            request.Headers.Add("Idempotency-Key", $"{replies.Count}");
            var reply = await Reply.OfAsync(await server.Client.SendAsync(request, Cancellation));
            replies.Add(($"{method} {path} {body}", reply));
            return reply;
        }

        (await Do("POST", "/v1/webhooks", $$"""{"url":"{{hooks}}?token={{Token}}","events":["*"]}""")).Status.ShouldBe(201, replies[^1].Reply.Text);
        var made = await Do("POST", "/v1/customers", $$"""
            {"name":"Canaryname","givenName":"Canarygiven","identifiers":[{"kind":"email","value":"{{Mail}}"},{"kind":"phone","value":"{{Phone}}"},
             {"kind":"card","value":"CANARYCARD77"}],"tags":["canarytag"],"attributes":{"note":"canaryattribute"} }
            """);
        made.Status.ShouldBe(201, made.Text);
        var id = (string)made.Body!["id"]!;
        var good = $$"""
            {"source":"web","number":"1","placedAt":"2026-03-01T10:00:00Z","customer":{"email":"{{Mail}}","phone":"{{Phone}}","name":"Canaryname"},
             "lines":[{"product":"T","name":"T","quantity":1,"price":"10.00"}],
             "returns":[{"id":"r","at":"2026-03-02T10:00:00Z","value":1,"note":"canarynote"}]}
            """;
        (await Do("POST", "/v1/orders", good)).Status.ShouldBe(201, replies[^1].Reply.Text);
        (await Do("POST", $"/v1/customers/{id}/notes", """{"text":"canarynote"}""")).Status.ShouldBe(201);
        (await Do("POST", "/v1/tasks", $$"""{"title":"Call canaryname","note":"{{Phone}}","customer":"{{id}}"}""")).Status.ShouldBe(201);
        (await Do("POST", "/v1/customers/search", $$"""{"text":"{{Mail}}"}""")).Status.ShouldBe(200);
        (await Do("POST", "/v1/suppressions", $$"""{"kind":"email","address":"{{Mail}}"}""")).Status.ShouldBe(204);
        (await Do("POST", "/v1/suppressions/check", $$"""{"addresses":[{"kind":"phone","address":"{{Phone}}"}]}""")).Status.ShouldBe(200);
        (await Do("POST", "/v1/consents", $$"""
            {"customer":"{{id}}","purpose":"marketing","channel":"email","kind":"given","source":"form:checkout","happened":"2026-01-01T10:00:00Z",
             "proof":{"kind":"double_opt_in","ip":"203.0.113.99","address":"{{Mail}}","confirmed":"2026-01-01T10:00:00Z"} }
            """)).Status.ShouldBe(201, replies[^1].Reply.Text);
        (await Do("POST", "/v1/events", $$"""
            {"id":"e1","type":"visit","at":"2026-03-02T10:00:00Z","customer":{"email":"{{Mail}}"},"data":{"page":"/canarypage"} }
            """)).Status.ShouldBe(201, replies[^1].Reply.Text);
        (await Do("POST", $"/v1/customers/{id}/export", null)).Status.ShouldBe(200);

        // Refused, broken and odd.
        string[] posts = ["/v1/orders", "/v1/orders/batch", "/v1/orders/events", "/v1/orders/search", "/v1/events", "/v1/customers",
            "/v1/customers/search",
            "/v1/tasks", "/v1/suppressions", $"/v1/customers/{id}/notes", $"/v1/customers/{id}/identifiers", "/v1/consents",
            "/v1/consents/batch", "/v1/keys",
            "/v1/webhooks", "/v1/setup", "/v1/shop-events", "/v1/rates", "/v1/customers/canary.mail@example.com/notes"];
        string[] bodies =
        [
            $$"""{"{{Mail}}":"{{Phone}}"}""", $$"""{"name":{"{{Mail}}":1} }""", $"{{\"name\":\"{Mail}", $"\"{Mail}\"", $"[\"{Mail}\"]", Mail,
            $$"""{"orders":["{{Mail}}"]}""", $$"""{"events":["{{Mail}}",{"type":"{{Mail}}"}]}""",
            $$"""{"kind":"email","value":"{{Phone}}","address":"{{Phone}}"}""", $$"""{"text":"{{new string('x', 5000)}}{{Mail}}"}""",
            $$"""{"ownerKey":"own_{{Token}}","shop":{} }""", $$"""{"url":"ftp://{{Mail}}/{{Token}}","events":["{{Mail}}"]}""",
            good.Replace("10.00", Mail, StringComparison.Ordinal), good.Replace("2026-03-01T10:00:00Z", Mail, StringComparison.Ordinal),
            good.Replace("\"number\":\"1\"", $"\"number\":\"{Mail}\",\"currency\":\"{Mail}\",\"status\":\"{Mail}\"", StringComparison.Ordinal),
        ];
        foreach (var path in posts)
        {
            foreach (var body in bodies)
            {
                (await Do("POST", path, body)).Status.ShouldBeLessThan(500, $"{path} {body}");
            }
        }

        var weak = (string)(await Shop.SendAsync(server.Client, HttpMethod.Post, "/v1/keys",
            JsonNode.Parse("""{"name":"weak","scopes":["orders:read"]}"""))).Body!["key"]!;
        (await Do("GET", $"/v1/customers/{Mail}", null, weak)).Status.ShouldBe(403);
        foreach (var path in (string[])[$"/v1/orders?number={Mail}&source={Mail}", $"/v1/customers/{Mail}", $"/v1/customers/{Mail}/timeline",
            $"/v1/unknown/{Mail}?q={Mail}",
            $"/v1/orders/{Mail}", $"/v1/products/{Mail}", $"/v1/products?name={Mail}", $"/v1/audit?cursor={Mail}", $"/v1/jobs/{Mail}", $"/{Mail}",
                $"/docs/{Mail}",
            $"/v1/insights/report?from={Mail}", $"/v1/insights/customers?number={Mail}",
                $"/v1/customers/{id}/identifiers/{Uri.EscapeDataString(Mail)}"])
        {
            (await Do("GET", path, null)).Status.ShouldBeLessThan(500, path);
            (await Do("DELETE", path, null)).Status.ShouldBeLessThan(500, path);
            (await Do("GET", path, null, "prn_01kjmnnbg0e9mapnh1sdd7w9zt_" + Token)).Status.ShouldBeLessThan(500, path);
            (await Do("GET", path, null, Mail)).Status.ShouldBeLessThan(500, path);
        }

        await ImportAsync(server, replies, "orders canaryname.csv",
            $"order;date;customer;product;quantity;price;currency\n1;2026-03-01;{Mail};T;1;5,00;RON\n2;soon;{Mail};{Phone};1;5,00;RON\n");
        await ImportAsync(server, replies, $"{Mail}.csv", $"{Mail}\n{Phone}\n");
    }

    private static async Task ImportAsync(ServerProcess server, List<(string Call, Reply Reply)> replies, string name, string text)
    {
        var uploaded = await ImportShop.UploadAsync(server.Client, Encoding.UTF8.GetBytes(text), "name=" + Uri.EscapeDataString(name));
        replies.Add(("upload", uploaded));
        uploaded.Status.ShouldBe(201, uploaded.Text);
        var import = (string)uploaded.Body!["id"]!;
        var started = await Shop.SendAsync(server.Client, HttpMethod.Post, $"/v1/imports/{import}/start", null);
        replies.Add(("start", started));
        if (started.Status == 202)
        {
            await ImportShop.EndedAsync(server.Client, import);
        }
    }

    // Defects of ours, whose errors say what was sent: in a call and in a job.
    private static async Task FailAsync(ServerProcess server, List<(string Call, Reply Reply)> replies, string setting, DbEngine engine)
    {
        await using (System.Data.Common.DbConnection connection = engine == DbEngine.Sqlite
            ? new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={setting}") : new Npgsql.NpgsqlConnection(setting))
        {
            await connection.OpenAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = engine == DbEngine.Sqlite
                ? """
                  create trigger fails1 before insert on customer_notes begin select raise(abort, 'canarynote canary.mail@example.com'); end;
                  create trigger fails2 before insert on import_rejects begin select raise(abort, 'canarynote canary.mail@example.com'); end;
                  """
                : """
                  create function fails() returns trigger language plpgsql as 'begin raise exception ''canarynote canary.mail@example.com''; end';
                  create trigger fails1 before insert on customer_notes for each row execute function fails();
                  create trigger fails2 before insert on import_rejects for each row execute function fails();
                  """;
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var found = await Shop.SendAsync(server.Client, HttpMethod.Post, "/v1/customers/search", new JsonObject { ["text"] = "canaryname" });
        var id = (string)found.Body!["customers"]![0]!["id"]!;
        var failed = await Shop.SendAsync(server.Client, HttpMethod.Post, $"/v1/customers/{id}/notes", new JsonObject { ["text"] = "canarynote" });
        failed.Status.ShouldBe(500, failed.Text);
        replies.Add(("a defect", failed));
        var uploaded = await ImportShop.UploadAsync(server.Client,
            Encoding.UTF8.GetBytes($"{Columns}1;soon;{Mail};T;1;5,00;RON\n3;2026-03-01;{Mail};T;1;5,00;RON\n"), "name=x.csv");
        var import = (string)uploaded.Body!["id"]!;
        (await Shop.SendAsync(server.Client, HttpMethod.Post, $"/v1/imports/{import}/start", null)).Status.ShouldBe(202);
        await JobHouse.WaitForAsync(() => Task.FromResult(server.Output.Contains("jobs.run_failed", StringComparison.Ordinal)));
        replies.Add(("a job that fails", (await Shop.SendAsync(server.Client, HttpMethod.Get, $"/v1/imports/{import}", null)) with { Status = 200 }));
    }

    // The database dies under calls.
    private static async Task KillAsync(ServerProcess server, List<(string Call, Reply Reply)> replies, PostgresCluster cluster)
    {
        using var stop = new CancellationTokenSource();
        var calling = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                try
                {
                    replies.Add(("while the database dies", await Shop.SendAsync(server.Client, HttpMethod.Post, "/v1/orders", JsonNode.Parse($$"""
                        {"source":"web","number":"k{{i}}","placedAt":"2026-03-01T10:00:00Z","customer":{"email":"{{Mail}}","name":"Canaryname"},
                         "lines":[{"product":"T","quantity":1,"price":"10.00"}]}
                        """))));
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
                {
                    // Nobody answered.
                }
            }
        }, Cancellation);
        await Task.Delay(200, Cancellation);
        await cluster.KillAndRestartAsync();
        await JobHouse.WaitForAsync(server.IsReadyAsync);
        await stop.CancelAsync();
        await calling;
    }
}
