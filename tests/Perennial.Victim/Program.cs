using Microsoft.Extensions.Logging.Abstractions;
using Perennial.Kernel.Data;
using Perennial.Server;
using Perennial.Server.Demo;
using Perennial.Server.Start;
using Perennial.Victim;
using Perennial.Workspace.Contract;

// Writes numbers to a database as fast as it can, many at a time, and says each one that was acknowledged, until it is
// killed. Arguments: the database, the first number, how many writers. Or, with "jobs" before the database: runs jobs that
// count into it, and says each number. Or, with "next" before its arguments: the server of a version to come, which moves every
// order it finds. Or, with "demo" before a data folder: fills the demo shop there.
if (args[0] == "jobs")
{
    await Counting.RunAsync(args[1]);
    return;
}

if (args[0] == "next")
{
    await using var server = await PerennialServer.StartAsync(args[1..], TimeProvider.System, ("next", typeof(Counting).Assembly));
    Console.WriteLine(server.Address);
    await server.RunAsync();
    return;
}

if (args[0] == "demo")
{
    var demo = new DemoShop(ServerOptions.Read(["--data", args[1]]), TimeProvider.System, [], NullLoggerFactory.Instance);
    demo.Begin(new DemoWish("en"));
    await demo.EndedAsync(CancellationToken.None);
    return;
}

var first = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
var writers = int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture);
await using var db = await Db.OpenAsync(args[0], CancellationToken.None);
await using var said = Console.OpenStandardOutput();
var gate = new Lock();
var next = first - 1;
await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
{
    while (true)
    {
        var number = Interlocked.Increment(ref next);
        await db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("insert into numbers (number) values (@number)", new { number });
            await unit.ExecuteAsync("update totals set total = total + 1 where id = 1");
        }, CancellationToken.None);
        lock (gate)
        {
            said.Write(System.Text.Encoding.ASCII.GetBytes($"{number}\n"));
            said.Flush();
        }
    }
})));
