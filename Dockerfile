FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Hosts/Perennial.Server -c Release -o /program

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /program
COPY --from=build /program .
RUN mkdir /data && chown $APP_UID /data
USER $APP_UID
ENV PERENNIAL_DATA=/data PERENNIAL_ADDRESS=http://0.0.0.0:8787
VOLUME /data
EXPOSE 8787
ENTRYPOINT ["./perennial-server"]
