wait-rate = That was quick. You can write again in
wait-slow = Slow mode. You can write again in
wait-newcomer = Only those who have been here for a while can write now. You can in
wait-again = That was quick. Try again in
wait-drawings = Many drawings wait already. Try again in
