using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Perennial.Server.Demo;

/// <summary>A server that listens nowhere: it answers the requests that another one hands to it.</summary>
internal sealed class InnerServer : IServer
{
    private Func<IFeatureCollection, Task>? answer;

    public InnerServer() => Features.Set<IServerAddressesFeature>(new ServerAddressesFeature());

    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Answers a request.</summary>
    /// <param name="request">What of a request belongs to its connection.</param>
    public Task AnswerAsync(IFeatureCollection request) =>
        (answer ?? throw new InvalidOperationException("The inner server has not started."))(request);

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        answer = request => AnswerAsync(application, request);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // It holds nothing.
    }

    private static async Task AnswerAsync<TContext>(IHttpApplication<TContext> application, IFeatureCollection request)
        where TContext : notnull
    {
        var context = application.CreateContext(request);
        Exception? failure = null;
        try
        {
            await application.ProcessRequestAsync(context);
        }
        catch (Exception e) when (!request.GetRequiredFeature<IHttpResponseFeature>().HasStarted)
        {
            // Disposing the context writes it down.
            failure = e;
            request.GetRequiredFeature<IHttpResponseFeature>().StatusCode = StatusCodes.Status500InternalServerError;
        }
        catch (Exception e)
        {
            application.DisposeContext(context, e);
            throw;
        }

        // An answer without a body begins when its server ends it; what has to be done before it begins still needs the context.
        await request.GetRequiredFeature<IHttpResponseBodyFeature>().StartAsync();
        application.DisposeContext(context, failure);
    }
}
