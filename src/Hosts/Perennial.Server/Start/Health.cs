using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Server.Start;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).WithMetadata(new OpenToAll()).ExcludeFromDescription();
        routes.MapGet("/health/ready", ReadyAsync).WithMetadata(new OpenToAll()).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, Db db)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            await db.ReadAsync(unit => unit.ValueAsync<long>("select count(*) from installation"), patience.Token).WaitAsync(patience.Token);
            return Results.Text("ready");
        }
        catch (Exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            await http.RequestServices.GetRequiredService<Problems>()
                .WriteAsync(http, new Refusal(RefusalKind.Unavailable, "server.database_away"));
            return Results.Empty;
        }
    }
}
